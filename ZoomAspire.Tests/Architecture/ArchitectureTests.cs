using Microsoft.Extensions.Configuration;
using Mono.Cecil;
using ZoomAspire.Core.Configuration;

namespace ZoomAspire.Tests.Architecture;

/// <summary>The rules of docs/architecture.md that a compiler does not hold.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Hosts = ["ZoomAspire.Api", "ZoomAspire.Worker", "ZoomAspire.Bot"];

    public static TheoryData<string> ProductAssemblies => [.. Hosts, "ZoomAspire.Core", "ZoomAspire.ServiceDefaults"];

    [Theory]
    [InlineData("ZoomAspire.Core.Zoom")]
    [InlineData("ZoomAspire.Core.Telegram")]
    [InlineData("ZoomAspire.Core.Media")]
    public void What_speaks_to_the_outside_knows_nothing_of_recordings(string capability)
    {
        using var core = new AssemblyReader("ZoomAspire.Core");
        var references = core.References().Where(reference => reference.Type.StartsWith($"{capability}.", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, reference => reference.Namespace == "ZoomAspire.Core.Recordings");
    }

    [Fact]
    public void Core_knows_no_host()
    {
        using var core = new AssemblyReader("ZoomAspire.Core");

        Assert.DoesNotContain(core.AssemblyReferences, name => name.StartsWith("ZoomAspire.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ProductAssemblies))]
    public void The_product_knows_neither_another_host_nor_the_simulator(string assembly)
    {
        using var reader = new AssemblyReader(assembly);

        Assert.DoesNotContain("ZoomAspire.Simulator", reader.AssemblyReferences);
        Assert.DoesNotContain(reader.AssemblyReferences, name => Hosts.Contains(name));
    }

    [Fact]
    public void The_simulator_knows_nothing_of_the_product()
    {
        using var simulator = new AssemblyReader("ZoomAspire.Simulator");

        Assert.DoesNotContain(simulator.AssemblyReferences, name => name.StartsWith("ZoomAspire.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ProductAssemblies))]
    public void Classes_are_sealed(string assembly)
    {
        using var reader = new AssemblyReader(assembly);
        var open = reader.Types
            .Where(type => type is { IsClass: true, IsValueType: false, IsAbstract: false, IsSealed: false } && !IsGenerated(type))
            .Where(type => !reader.Types.Any(other => other.BaseType?.GetElementType().FullName == type.FullName))
            .Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Fact]
    public void Asynchronous_methods_of_core_can_be_cancelled()
    {
        using var core = new AssemblyReader("ZoomAspire.Core");
        var deaf = core.Types
            .Where(type => type.IsPublic && !IsGenerated(type))
            .SelectMany(type => type.Methods)
            .Where(method => method is { IsPublic: true, Name: not "DisposeAsync" } && method.Name.EndsWith("Async", StringComparison.Ordinal))
            .Where(method => method.Parameters.All(parameter => parameter.ParameterType.Name != nameof(CancellationToken)))
            .Select(method => method.FullName);

        Assert.Empty(deaf);
    }

    [Fact]
    public void Every_setting_has_a_flat_name()
    {
        var settings = typeof(ISettings).Assembly.GetTypes()
            .Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(ISettings)))
            .SelectMany(type => type.GetProperties())
            .Where(property => property.CanWrite)
            .ToList();

        Assert.NotEmpty(settings);
        Assert.All(settings, property =>
            Assert.Matches("^([A-Z][A-Z0-9_]+|ConnectionStrings:[a-z]+)$", Assert.Single(property.GetCustomAttributes(typeof(ConfigurationKeyNameAttribute), false).Cast<ConfigurationKeyNameAttribute>()).Name));
    }

    private static bool IsGenerated(TypeDefinition type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || type.Name == "Program" ||
        type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute") ||
        (type.DeclaringType is { } outer && IsGenerated(outer)) ||
        type.Namespace.StartsWith("System.", StringComparison.Ordinal) || type.Namespace.StartsWith("Microsoft.", StringComparison.Ordinal);
}
