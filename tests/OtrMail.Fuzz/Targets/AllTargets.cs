namespace OtrMail.Fuzz.Targets;

/// <summary>Every parser and state machine that sees bytes of others.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
        [.. WireTargets.List, .. MailTargets.List, .. OpeningTarget.List, .. StoreTargets.List, .. ServerTargets.List, .. ChatTargets.List];

    public static FuzzTarget Of(string name) => List.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"there is no target '{name}'; there are: {string.Join(", ", List.Select(target => target.Name))}");
}
