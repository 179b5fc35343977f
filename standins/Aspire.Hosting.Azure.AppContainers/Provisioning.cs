namespace Azure.Provisioning
{
    /// <summary>A value of a template that is written out on publishing.</summary>
    public class BicepValue<T>(T literal)
    {
        public T Value { get; } = literal;

        public static implicit operator BicepValue<T>(T value) => new(value);
    }

    public class BicepList<T> : List<BicepValue<T>>;

    public class BicepDictionary<T> : Dictionary<string, BicepValue<T>>;
}

namespace Azure.Provisioning.AppContainers
{
    public class ContainerApp
    {
        public ContainerAppTemplate Template { get; set; } = new();
    }

    public class ContainerAppTemplate
    {
        public ContainerAppScale Scale { get; set; } = new();
    }

    public class ContainerAppScale
    {
        public BicepValue<int> MinReplicas { get; set; } = 0;

        public BicepValue<int> MaxReplicas { get; set; } = 10;

        public BicepList<ContainerAppScaleRule> Rules { get; set; } = [];
    }

    public class ContainerAppScaleRule
    {
        public BicepValue<string> Name { get; set; } = "";

        public ContainerAppCustomScaleRule Custom { get; set; } = new();
    }

    public class ContainerAppCustomScaleRule
    {
        public BicepValue<string> CustomScaleRuleType { get; set; } = "";

        public BicepDictionary<string> Metadata { get; set; } = [];

        public BicepList<ContainerAppScaleRuleAuth> Auth { get; set; } = [];
    }

    public class ContainerAppScaleRuleAuth
    {
        public BicepValue<string> SecretRef { get; set; } = "";

        public BicepValue<string> TriggerParameter { get; set; } = "";
    }
}
