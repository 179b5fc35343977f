using System.Text.Json.Nodes;

namespace ZoomAspire.Simulator.Zoom;

/// <summary><c>GET /users/me</c>.</summary>
internal static class UserApi
{
    public static ApiAnswer Profile(ApiCall call)
    {
        var user = call.User;
        return new JsonObject
        {
            ["id"] = user.Id,
            ["account_id"] = user.AccountId,
            ["account_number"] = 5_000_000_001,
            ["email"] = user.Email,
            ["first_name"] = user.FirstName,
            ["last_name"] = user.LastName,
            ["display_name"] = user.DisplayName,
            ["type"] = user.Plan == ZoomPlan.Licensed ? 2 : 1,
            ["status"] = call.Zoom.Faults.Settings.InactiveUsers.Contains(user.Id) ? "inactive" : "active",
            ["role_id"] = "0",
            ["role_name"] = "Owner",
            ["pmi"] = 3_120_000_042,
            ["use_pmi"] = false,
            ["personal_meeting_url"] = call.Zoom.Links.Join(3_120_000_042),
            ["timezone"] = user.Timezone,
            ["language"] = "en-US",
            ["verified"] = 1,
            ["dept"] = "",
            ["job_title"] = "",
            ["location"] = "",
            ["phone_numbers"] = new JsonArray(),
            ["created_at"] = ZoomJson.Time(user.CreatedAt),
            ["user_created_at"] = ZoomJson.Time(user.CreatedAt),
            ["last_login_time"] = ZoomJson.Time(user.CreatedAt),
            ["group_ids"] = new JsonArray(),
            ["im_group_ids"] = new JsonArray(),
            ["login_types"] = new JsonArray(100),
            ["cluster"] = "us06",
        };
    }
}
