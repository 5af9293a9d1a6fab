// Bytes to a file descriptor: buffered, whole, and with an eye on readers that went away.

import Glibc
import Synchronization

/// Writes to a file descriptor that somebody else opened and closes.
///
/// It may be used from any thread. The process must ignore SIGPIPE, or a reader that went away ends it.
public final class OutputStream: Sendable {
  /// Why nothing more can be written.
  public enum Failure: Equatable, Sendable {
    /// Nobody reads any more.
    case closed
    /// What the system said, such as `No space left on device`.
    case system(String)
  }

  private struct State {
    var buffer: [UInt8] = []
    var failure: Failure?
  }

  private static let capacity = 1 << 16

  private let descriptor: Int32
  private let onFailure: @Sendable () -> Void
  private let state = Mutex(State())
  /// Whether it leads to a terminal.
  public let isTerminal: Bool

  /// - Parameter onFailure: called once, on the thread that wrote, when nothing more can be written.
  public init(_ descriptor: Int32, onFailure: @escaping @Sendable () -> Void = {}) {
    self.descriptor = descriptor
    self.onFailure = onFailure
    isTerminal = isatty(descriptor) == 1
  }

  public var failure: Failure? { state.withLock { $0.failure } }

  /// Appends text; it is written when the buffer is full or at the next ``flush()``.
  public func write(_ text: String) {
    let hasFailed = state.withLock { state in
      guard state.failure == nil else { return false }
      state.buffer.append(contentsOf: text.utf8)
      return state.buffer.count >= Self.capacity && !drain(&state)
    }
    if hasFailed { onFailure() }
  }

  /// Writes what the buffer holds.
  public func flush() {
    let hasFailed = state.withLock { state in state.failure == nil && !drain(&state) }
    if hasFailed { onFailure() }
  }

  /// Writes what the buffer holds unless another thread is writing just now, for a process that is about to end.
  public func flushIfPossible() {
    _ = state.withLockIfAvailable { state in state.failure == nil && drain(&state) }
  }

  /// Returns false where that failed.
  private func drain(_ state: inout State) -> Bool {
    var written = 0
    while written < state.buffer.count {
      // The pointer lives as long as the closure, and no more bytes are read than the array holds.
      let count = state.buffer.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count >= 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
      case EPIPE:
        state.failure = .closed
        state.buffer = []
        return false
      case let code:
        state.failure = .system(String(cString: strerror(code)))
        state.buffer = []
        return false
      }
    }
    state.buffer.removeAll(keepingCapacity: true)
    return true
  }
}
