// The same job as ZoomAspire's, built the usual way: Express takes Zoom's webhooks, BullMQ keeps the jobs in Redis and tries failed ones
// again, grammY speaks to Telegram. Files are streamed. One process: Node.js has one thread to give to either half.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Queue, Worker } from 'bullmq';
import express from 'express';
import { Api, InputFile } from 'grammy';
import { Redis } from 'ioredis';

const { PORT, CHATS_FILE, REDIS_URL, ZOOM_WEBHOOK_SECRET, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT } = process.env;
const AT_ONCE = 50;

const chats = JSON.parse(await readFile(CHATS_FILE, 'utf8')); // Zoom's host_id → chat
const telegram = new Api(TELEGRAM_BOT_TOKEN, { apiRoot: TELEGRAM_API_ROOT });
const connect = () => new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('recordings', { connection: connect() });

function isSigned(request) {
  const timestamp = request.get('x-zm-request-timestamp') ?? '';
  const expected = Buffer.from(
    `v0=${createHmac('sha256', ZOOM_WEBHOOK_SECRET).update(`v0:${timestamp}:`).update(request.body).digest('hex')}`);
  const given = Buffer.from(request.get('x-zm-signature') ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

async function deliver({ data: { url, token, chat, topic } }) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`Zoom answered ${response.status}`);
  await telegram.sendAudio(chat, new InputFile(response.body, 'recording.m4a'), { caption: topic });
}

const worker = new Worker('recordings', deliver, { connection: connect(), concurrency: AT_ONCE });
worker.on('failed', (job, error) => console.error(`${job?.id}: ${error.message}`));

const app = express();
app.get('/health', (_, response) => response.sendStatus(200));
app.post('/webhooks/zoom', express.raw({ type: 'application/json', limit: '1mb' }), async (request, response) => {
  if (!isSigned(request)) return response.sendStatus(401);
  const { event, download_token: token, payload } = JSON.parse(request.body);
  const meeting = payload.object;
  const chat = chats[meeting.host_id];
  if (event === 'recording.completed' && chat) {
    const audio = meeting.recording_files.filter((file) => file.recording_type === 'audio_only');
    await queue.addBulk(audio.map((file) => ({
      name: 'deliver',
      data: { url: file.download_url, token, chat, topic: meeting.topic },
      opts: { attempts: 5, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true, removeOnFail: 1000 },
    })));
  }
  return response.sendStatus(200);
});
app.listen(Number(PORT), '127.0.0.1');
