namespace OtrMail.Faults.Tests.Tracing;

/// <summary>A theory that needs the tracer; skipped, with the reason, where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedTheoryAttribute : TheoryAttribute
{
    public TracedTheoryAttribute() => Skip = Tracer.Missing;
}
