using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>The pages that a user of the simulated Zoom sees while authorising the app.</summary>
internal static class ConsentPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #131619; --soft: #6e7680; --line: #d8dce2; --page: #f4f6f9; --card: #fff; --blue: #0b5cff; }
        @media (prefers-color-scheme: dark) { :root { --ink: #f2f3f5; --soft: #a4abb5; --line: #3a3f47; --page: #15171a; --card: #202327; --blue: #5b91ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page);
          color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: 16px;
          padding: 2rem; box-shadow: 0 8px 30px rgb(0 0 0 / .08); }
        .brand { color: var(--blue); font-weight: 700; font-size: 1.3rem; letter-spacing: -.02em; }
        .brand small { color: var(--soft); font-weight: 400; font-size: .8rem; letter-spacing: 0; margin-left: .5rem; }
        h1 { font-size: 1.35rem; line-height: 1.3; margin: 1.2rem 0 .4rem; }
        p { margin: .4rem 0; color: var(--soft); }
        ul { margin: .8rem 0 1.2rem; padding-left: 1.2rem; }
        fieldset { border: 0; padding: 0; margin: 1rem 0; display: grid; gap: .5rem; max-height: 17rem; overflow: auto; }
        legend { padding: 0 0 .4rem; font-weight: 600; }
        label { display: flex; gap: .75rem; align-items: center; border: 1px solid var(--line); border-radius: 10px; padding: .6rem .8rem; cursor: pointer; }
        label:has(:checked) { border-color: var(--blue); outline: 1px solid var(--blue); }
        label span { display: block; }
        label small { color: var(--soft); }
        .actions { display: flex; gap: .75rem; justify-content: flex-end; margin-top: 1.4rem; }
        button { font: inherit; font-weight: 600; border-radius: 10px; padding: .55rem 1.3rem; border: 1px solid var(--line);
          background: transparent; color: inherit; cursor: pointer; }
        button.main { background: var(--blue); border-color: var(--blue); color: #fff; }
        button:focus-visible, input:focus-visible { outline: 3px solid color-mix(in srgb, var(--blue) 50%, transparent); outline-offset: 2px; }
        code { overflow-wrap: anywhere; }
        """;

    /// <summary>Asks who is signed in and whether the app may have access.</summary>
    /// <param name="users">To choose from.</param>
    /// <param name="query">The query of the request, sent along with the decision.</param>
    /// <param name="redirect">Where the user goes afterwards.</param>
    public static string Ask(IReadOnlyList<ZoomUser> users, string query, string redirect)
    {
        var choices = new StringBuilder();
        foreach (var user in users)
        {
            choices.Append(
                CultureInfo.InvariantCulture,
                $"""
                <label><input type="radio" name="user_id" value="{Encode(user.Id)}"{(user == users[0] ? " checked" : "")}>
                <span>{Encode(user.DisplayName)} <small>{Encode(user.Email)} · {user.Plan}</small></span></label>

                """);
        }

        return Page("Authorize ZoomAspire", $"""
            <h1>ZoomAspire is requesting access to your Zoom account</h1>
            <p>If you allow it, the app can:</p>
            <ul><li>View your profile</li><li>View and manage your cloud recordings and transcripts</li>
            <li>View and manage your meetings and their summaries</li></ul>
            <form method="post" action="/oauth/authorize{Encode(query)}">
            <fieldset><legend>Sign in as</legend>
            {choices}</fieldset>
            <p>You will be sent to <code>{Encode(redirect)}</code>.</p>
            <div class="actions"><button name="decision" value="decline">Decline</button>
            <button class="main" name="decision" value="allow">Allow</button></div>
            </form>
            """);
    }

    /// <summary>Says why the request cannot be granted; nobody is sent anywhere.</summary>
    public static string Error(string sentence) => Page("Error", $"""
        <h1>Invalid request</h1>
        <p>{Encode(sentence)}</p>
        <p>Go back to the app and start again. If this keeps happening, its developer has to correct the app's settings.</p>
        """);

    /// <summary>Where a <c>play_url</c> or <c>share_url</c> leads.</summary>
    public static string Player(ZoomMeeting meeting, ZoomFile file, string address) => Page(meeting.Topic, $"""
        <h1>{Encode(meeting.Topic)}</h1>
        <p>{Encode(meeting.Host.DisplayName)} · {ZoomJson.Date(meeting.Start)} · {meeting.Minutes} min</p>
        {(file.FileType is "M4A" or "MP4"
            ? $"""<{Player(file)} controls preload="none" style="width:100%;margin-top:1rem" src="{Encode(address)}"></{Player(file)}>"""
            : $"""<p><a href="{Encode(address)}">{Encode(file.NameFor(meeting))}</a></p>""")}
        """);

    private static string Player(ZoomFile file) => file.FileType == "MP4" ? "video" : "audio";

    private static string Page(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)} – Zoom (simulated)</title><style>
        {Style}
        </style></head><body><main>
        <div class="brand">zoom<small>simulated, for development</small></div>
        {body}
        </main></body></html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
