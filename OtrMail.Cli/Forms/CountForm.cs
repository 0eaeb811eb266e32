namespace OtrMail.Cli.Forms;

/// <summary>So many mails of one contact.</summary>
internal sealed record CountForm(string Address, int Count);
