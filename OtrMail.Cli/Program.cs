using System.Text;
using OtrMail.Cli;
using OtrMail.Cli.Terminal;

// mail in old character sets; InvariantGlobalization leaves them out
Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
return CommandLine.Run(args, CliContext.OfProcess());
