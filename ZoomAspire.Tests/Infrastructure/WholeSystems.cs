namespace ZoomAspire.Tests.Infrastructure;

/// <summary>Tests that start whole systems: one after the other, and beside no other test, for each needs most of the machine.</summary>
[CollectionDefinition(nameof(WholeSystems), DisableParallelization = true)]
public sealed class WholeSystems;
