using OtrMail.Cli;
using OtrMail.Cli.Terminal;

return CommandLine.Run(args, CliContext.OfProcess());
