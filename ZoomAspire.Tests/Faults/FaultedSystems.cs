namespace ZoomAspire.Tests.Faults;

/// <summary>Tests of the one system of real processes: nothing else runs beside them, and none of them beside another.</summary>
[CollectionDefinition(nameof(FaultedSystems), DisableParallelization = true)]
public sealed class FaultedSystems : ICollectionFixture<FaultSystem>;
