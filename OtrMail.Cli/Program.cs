using OtrMail.Cli;
using OtrMail.Cli.Terminal;

Secrecy.Begin();
return CommandLine.Run(args, CliContext.OfProcess());
