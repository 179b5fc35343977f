using System.Globalization;

namespace ZoomAspire.Simulator.Zoom;

/// <summary>The users, in the order in which they were made. Thread-safe.</summary>
internal sealed class ZoomDirectory(TimeProvider time)
{
    public const string SeededAccount = "Cx3wERazSgup7ZWRHQM8-w";

    private readonly Lock _gate = new();
    private List<ZoomUser> _users = Seed(time.GetUtcNow());

    public IReadOnlyList<ZoomUser> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _users];
            }
        }
    }

    public ZoomUser? Find(string id)
    {
        lock (_gate)
        {
            return _users.Find(user => user.Id == id);
        }
    }

    /// <exception cref="ZoomControlException">No user has this id.</exception>
    public ZoomUser Get(string id) => Find(id) ?? throw new ZoomControlException($"No simulated Zoom user has the id {id}.");

    /// <exception cref="ZoomControlException">The e-mail address is taken.</exception>
    public ZoomUser Add(NewZoomUser request)
    {
        lock (_gate)
        {
            var number = (_users.Count + 1).ToString(CultureInfo.InvariantCulture);
            var user = new ZoomUser
            {
                Id = ZoomIds.Account(),
                AccountId = request.AccountId ?? ZoomIds.Account(),
                Email = request.Email ?? $"user{number}@example.org",
                DisplayName = request.DisplayName ?? $"Zoom User {number}",
                Plan = request.Plan,
                Timezone = request.Timezone ?? "Europe/Berlin",
                CreatedAt = time.GetUtcNow(),
            };
            if (_users.Exists(other => string.Equals(other.Email, user.Email, StringComparison.OrdinalIgnoreCase)))
            {
                throw new ZoomControlException($"The e-mail address {user.Email} is taken.");
            }

            _users.Add(user);
            return user;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _users = Seed(time.GetUtcNow());
        }
    }

    private static List<ZoomUser> Seed(DateTimeOffset now) =>
    [
        Seeded("8lzIwvZTSOqjndWPbPqzuA", SeededAccount, "anna@example.org", "Anna Berg", ZoomPlan.Licensed, now),
        Seeded("kX2-pQ7mTyWd0sVbNc4fLw", SeededAccount, "ivan@example.org", "Ivan Petrov", ZoomPlan.Licensed, now),
        Seeded("Zr5tYu8iQoPa1sDf_GhJkg", "mN3bVc9xSzAq6wEr_TyUiA", "maria@example.org", "María Gómez", ZoomPlan.Basic, now),
    ];

    private static ZoomUser Seeded(string id, string account, string email, string name, ZoomPlan plan, DateTimeOffset now) => new()
    {
        Id = id,
        AccountId = account,
        Email = email,
        DisplayName = name,
        Plan = plan,
        Timezone = "Europe/Berlin",
        CreatedAt = now,
    };
}
