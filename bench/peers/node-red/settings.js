// Node-RED without its editor, on the flow beside this file; nothing is kept on disk.
const { readFileSync } = require('node:fs');
const path = require('node:path');

module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT),
  userDir: process.env.NODE_RED_USER_DIR,
  flowFile: path.join(__dirname, 'flows.json'),
  readOnly: true,
  credentialSecret: false,
  httpAdminRoot: false,
  functionGlobalContext: {
    crypto: require('node:crypto'),
    chats: JSON.parse(readFileSync(process.env.CHATS_FILE, 'utf8')), // Zoom's host_id → chat
  },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
  telemetry: { enabled: false },
};
