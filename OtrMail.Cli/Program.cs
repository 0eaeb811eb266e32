using OtrMail.Cli;
using OtrMail.Cli.Commands;
using OtrMail.Cli.Terminal;

Secrecy.Begin();
Libc.HearChildren();
return CommandLine.Run(SendmailArguments.Called(ProgramName.OfProcess(), args), CliContext.OfProcess());
