// Where the program keeps the journals of its sessions.

import XQConsole
import XQLanguage

enum Journals {
  /// Beside the history of typed lines; `nil` where the user has no such folder.
  static var folder: String? { UserFolders.state }

  /// The journal of a new session, and why it leads to no file that stays where it should.
  static func make(isKept: Bool, clock: any Clock) -> (journal: Journal, failure: JournalFailure?) {
    var failure: JournalFailure?
    if isKept {
      do throws(JournalFailure) {
        guard let folder else { throw JournalFailure(path: "~/.local/state", reason: "HOME is not set") }
        return (Journal(try JournalFile.make(in: folder, date: clock.now())), nil)
      } catch {
        failure = error
      }
    }
    // `report` and `history` work all the same, and a long session takes no memory for them.
    let temporary = Terminal.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    guard let store = try? JournalFile.makeUnnamed(in: temporary) else { return (Journal(), failure) }
    return (Journal(store), failure)
  }

  /// The last session that did anything.
  static func last() -> SessionRecord? {
    guard let folder else { return nil }
    for path in JournalFile.journals(in: folder) {
      guard let bytes = JournalFile.read(path) else { continue }
      let record = SessionRecord(bytes)
      if !record.work.isEmpty { return record }
    }
    return nil
  }
}
