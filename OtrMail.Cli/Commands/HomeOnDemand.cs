namespace OtrMail.Cli.Commands;

/// <summary>A store that is opened when it is first needed: after the input is read, unless that is long.</summary>
/// <param name="run">The run.</param>
internal sealed class HomeOnDemand(Invocation run) : IDisposable
{
    private Home? _home;

    /// <summary>The store, open.</summary>
    public Home Value => _home ??= run.OpenHome();

    public void Dispose() => _home?.Dispose();
}
