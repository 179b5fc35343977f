using Mono.Cecil;

namespace ZoomAspire.Tests.Architecture;

/// <summary>Reads what a compiled assembly refers to, method bodies included.</summary>
internal sealed class AssemblyReader : IDisposable
{
    private readonly ModuleDefinition _module;

    public AssemblyReader(string assemblyName) =>
        _module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{assemblyName}.dll"));

    public IReadOnlyList<string> AssemblyReferences => [.. _module.AssemblyReferences.Select(reference => reference.Name)];

    public IEnumerable<TypeDefinition> Types => _module.GetTypes();

    /// <summary>Pairs of a type and a namespace that it refers to.</summary>
    public IEnumerable<(string Type, string Namespace)> References() =>
        from type in Types
        let home = Outermost(type)
        from reference in ReferencesOf(type)
        select (home.FullName, NamespaceOf(reference));

    /// <summary>The texts that stand in method bodies.</summary>
    public IEnumerable<string> Texts() =>
        from type in Types
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is string
        select (string)instruction.Operand;

    public void Dispose() => _module.Dispose();

    private static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type)
    {
        var references = new List<TypeReference?> { type.BaseType };
        references.AddRange(type.Interfaces.Select(implemented => implemented.InterfaceType));
        references.AddRange(type.Fields.Select(field => field.FieldType));
        foreach (var method in type.Methods)
        {
            references.Add(method.ReturnType);
            references.AddRange(method.Parameters.Select(parameter => parameter.ParameterType));
            if (method.HasBody)
            {
                references.AddRange(method.Body.Variables.Select(variable => variable.VariableType));
                references.AddRange(method.Body.Instructions.SelectMany(instruction => OperandTypes(instruction.Operand)));
            }
        }

        return references.OfType<TypeReference>().SelectMany(Unfold);
    }

    private static IEnumerable<TypeReference> OperandTypes(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MemberReference member => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Unfold(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Unfold)],
        TypeSpecification specification => Unfold(specification.ElementType),
        _ => [type],
    };

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string NamespaceOf(TypeReference type) => type.DeclaringType is { } outer ? NamespaceOf(outer) : type.Namespace;
}
