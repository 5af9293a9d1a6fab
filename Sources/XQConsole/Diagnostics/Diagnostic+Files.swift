// What goes wrong with files, as diagnostics.

import XQLanguage
import XQSystem

extension DiagnosticCode {
  /// A file that is not there or cannot be read.
  public static let unusableFile = DiagnosticCode(
    "XQ0401", .input, "file that cannot be read",
    "A file is missing, is a folder, or may not be read. Paths are relative to the current folder; '~/' is the user's "
      + "folder and 'example:NAME' what the program ships.")

  /// A file that cannot be written.
  public static let unwritableFile = DiagnosticCode(
    "XQ0502", .system, "file that cannot be written",
    "Writing a file failed: its folder is missing, may not be written, or the disk is full.")

  /// A journal that cannot be written.
  static let noJournal = DiagnosticCode(
    "XQ0503", .system, "journal that cannot be written",
    "What is done and shown is written to a journal, so that a report can be made of it later. Its folder is "
      + "$XDG_STATE_HOME/xqsh, else ~/.local/state/xqsh. Without it all works but 'xqsh report --last' behind a crash; "
      + "--no-journal leaves it out.")

  /// A file that the policy of the host does not allow to touch.
  public static let refusedFile = DiagnosticCode(
    "XQ0605", .refused, "file outside what is allowed",
    "With --safe, or in a host that limits it, files are read only below some folders and written only below one.")
}

extension Diagnostic {
  /// The warning that a session is not written down from here on.
  public init(_ failure: JournalFailure) {
    self.init(
      .noJournal, "the session is not written down: '\(failure.path)': \(failure.reason)", severity: .warning,
      help: ["work goes on; --no-journal leaves the journal out"])
  }

  /// The diagnostic of a file that could not be read, or written where that was wanted.
  public init(_ error: FileError, isWriting: Bool = false, at place: Place? = nil) {
    let code: DiagnosticCode
    switch error.reason {
    case .refused: code = .refusedFile
    default: code = isWriting ? .unwritableFile : .unusableFile
    }
    if isWriting, case .notFound = error.reason {
      let folder = TextFunctions.dirname(error.path)
      self.init(code, "'\(error.path)' cannot be written: there is no folder '\(folder)'", at: place)
    } else if isWriting, case .isSpecial(let kind) = error.reason {
      self.init(
        code, "'\(error.path)' is a \(kind); wanted a file to write", at: place,
        help: ["without a file the text goes to standard output"])
    } else {
      self.init(code, error.message, at: place, help: error.advice)
    }
  }
}
