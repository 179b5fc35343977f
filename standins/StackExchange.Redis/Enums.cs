namespace StackExchange.Redis;

public enum When
{
    Always,
    Exists,
    NotExists,
}

public enum ExpireWhen
{
    Always,
    GreaterThanCurrentExpiry,
    HasExpiry,
    HasNoExpiry,
    LessThanCurrentExpiry,
}

[Flags]
public enum SortedSetWhen
{
    Always = 0,
    Exists = 1 << 0,
    GreaterThan = 1 << 1,
    LessThan = 1 << 2,
    NotExists = 1 << 3,
}

/// <summary>Only <see cref="FireAndForget"/> and <see cref="NoScriptCache"/> mean something against a single server.</summary>
[Flags]
public enum CommandFlags
{
    None = 0,
    PreferMaster = 0,
    HighPriority = 1,
    FireAndForget = 2,
    DemandMaster = 4,
    PreferReplica = 8,
    DemandReplica = 12,
    NoRedirect = 64,
    NoScriptCache = 512,
}

public enum CommandStatus
{
    Unknown,
    WaitingToBeSent,
    Sent,
    WaitingInBacklog,
}

public enum ConnectionFailureType
{
    None,
    UnableToResolvePhysicalConnection,
    SocketFailure,
    AuthenticationFailure,
    ProtocolFailure,
    InternalFailure,
    SocketClosed,
    ConnectionDisposed,
    Loading,
    UnableToConnect,
    ResponseIntegrityFailure,
}

public enum ConnectionType
{
    None,
    Interactive,
    Subscription,
}

[Flags]
public enum Exclude
{
    None = 0,
    Start = 1,
    Stop = 2,
    Both = 3,
}

public enum Order
{
    Ascending,
    Descending,
}

public enum RedisProtocol
{
    Resp2 = 20000,
    Resp3 = 30000,
}

public enum RedisType
{
    None,
    String,
    List,
    Set,
    SortedSet,
    Hash,
    Stream,
    Unknown,
}

/// <summary>The low three bits say what a RESP2 server would have called the same thing.</summary>
public enum ResultType : byte
{
    None = 0,
    SimpleString = 1,
    Error = 2,
    Integer = 3,
    BulkString = 4,
    Array = 5,
    Null = (1 << 3) | None,
    Boolean = (1 << 3) | Integer,
    Double = (1 << 3) | SimpleString,
    BigInteger = (2 << 3) | SimpleString,
    BlobError = (1 << 3) | Error,
    VerbatimString = (1 << 3) | BulkString,
    Map = (1 << 3) | Array,
    Set = (2 << 3) | Array,
    Attribute = (3 << 3) | Array,
    Push = (4 << 3) | Array,
}

public enum StreamTrimMode
{
    KeepReferences,
    DeleteReferences,
    Acknowledged,
}
