using OtrMail.Cli;
using OtrMail.Cli.Commands;
using OtrMail.Cli.Terminal;

StandardDescriptors.Guard();
Secrecy.Begin();
Libc.HearChildren();
return CommandLine.Run(SendmailArguments.Called(StartName.OfProcess(), args), CliContext.OfProcess());
