using OtrMail.Core.Mime;

namespace OtrMail.Cli.Forms;

/// <summary>What happened on the way to an outer header field: changed, removed or added.</summary>
internal sealed record ChangeForm(string Field, string Change)
{
    public static ChangeForm Of(OuterDifference difference) => new(
        OuterFields.NameOf(difference.Field),
        difference.Change switch
        {
            OuterChange.Changed => "changed",
            OuterChange.Removed => "removed",
            _ => "added",
        });
}
