// What the engine says beside its results.

import COnnxRuntime
import Synchronization

/// Collects the engine's warnings, each once, until they are taken. May be used from any thread.
final class Notes: Sendable {
  private struct State {
    var fresh: [String] = []
    var seen: Set<String> = []
  }

  private let state = Mutex(State())
  /// A hostile model can cause any number of different warnings.
  private static let limit = 1000

  /// What came since the last call, in order.
  func take() -> [String] {
    state.withLock { state in
      defer { state.fresh = [] }
      return state.fresh
    }
  }

  func add(_ message: String) {
    let note = EngineWords(message).reason
    state.withLock { state in
      if state.seen.count < Self.limit, state.seen.insert(note).inserted { state.fresh.append(note) }
    }
  }

  /// The function that the library calls, on any of its threads, with ``context``.
  ///
  /// Errors are thrown as well, by the call that failed: only warnings are taken.
  static let logger: ort_logger = { context, severity, _, _, _, text in
    guard severity == OnnxRuntimeLibrary.Severity.warning, let context, let text else { return }
    Unmanaged<Notes>.fromOpaque(context).takeUnretainedValue().add(String(cString: text))
  }

  /// Valid as long as this object lives: whoever hands it to the library keeps the object beside.
  var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}
