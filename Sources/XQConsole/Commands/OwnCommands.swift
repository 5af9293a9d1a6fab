// The commands that every console has.

extension Console {
  static let ownCommands: [any Command.Type] = [
    ShowCommand.self, UseCommand.self, ForgetCommand.self, SetCommand.self, SourceCommand.self, SectionCommand.self,
    NoteCommand.self, PrintCommand.self, HelpCommand.self, HistoryCommand.self, ReportCommand.self, LearnCommand.self,
    QuitCommand.self,
    WhereCommand.self, DeriveCommand.self, SortCommand.self, SelectCommand.self, RenameCommand.self, HeadCommand.self,
    TailCommand.self, FirstCommand.self, CountCommand.self, GroupCommand.self, JoinCommand.self, DiffCommand.self,
    ToCommand.self,
  ]
}
