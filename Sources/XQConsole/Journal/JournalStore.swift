// Where a journal keeps its lines.

import Synchronization

/// Keeps the lines of one journal. It may be used from any thread.
public protocol JournalStore: Sendable {
  /// Appends a line, which has no line end in it. What it got before stays, whatever happens to this process.
  ///
  /// - Throws: where the line cannot be kept; then the following ones are dropped without a word.
  func append(_ line: String) throws(JournalFailure)

  /// All lines so far, each ended by a line end.
  func contents() -> [UInt8]
}

/// Why a journal cannot be written.
public struct JournalFailure: Error, Sendable {
  /// The file or folder.
  public let path: String
  /// What the system says.
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// Keeps lines in memory: for hosts that want no file, and for tests.
///
/// Beyond its limit the oldest lines go, so that a console can run for ever.
public final class MemoryJournalStore: JournalStore {
  private struct State {
    var lines: [String] = []
    var start = 0
    var byteCount = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes that are kept.
  public init(limit: Int = 4 << 20) { self.limit = limit }

  public func append(_ line: String) throws(JournalFailure) {
    state.withLock { state in
      state.lines.append(line)
      state.byteCount += line.utf8.count
      while state.byteCount > limit, state.start < state.lines.count - 1 {
        state.byteCount -= state.lines[state.start].utf8.count
        state.lines[state.start] = ""
        state.start += 1
      }
      // Moved seldom enough to cost nothing, often enough that what is gone takes no room.
      if state.start > 1024, state.start > state.lines.count / 2 {
        state.lines.removeFirst(state.start)
        state.start = 0
      }
    }
  }

  public func contents() -> [UInt8] {
    state.withLock { state in state.lines[state.start...].flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }
  }
}
