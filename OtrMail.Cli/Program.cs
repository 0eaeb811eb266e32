using OtrMail.Cli;
using OtrMail.Cli.Terminal;

Secrecy.Begin();
Libc.HearChildren();
return CommandLine.Run(args, CliContext.OfProcess());
