namespace StackExchange.Redis.Configuration;

/// <summary>What holds where the options say nothing.</summary>
public class DefaultOptionsProvider
{
    public virtual bool AbortOnConnectFail => true;
}
