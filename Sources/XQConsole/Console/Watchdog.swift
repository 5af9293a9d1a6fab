// Ends work that takes too long.

import Glibc
import Synchronization

/// Calls a handler on a thread of its own, unless the work is over before.
final class Watchdog: Sendable {
  private final class State: Sendable {
    let hasExpired = Mutex(false)
    let reading: Int32
    let milliseconds: Int32
    let handler: @Sendable () -> Void

    init(_ reading: Int32, _ milliseconds: Int32, _ handler: @escaping @Sendable () -> Void) {
      self.reading = reading
      self.milliseconds = milliseconds
      self.handler = handler
    }

    func wait() {
      var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      // The other end is closed when the work is over.
      if poll(&waiting, 1, milliseconds) == 0 {
        hasExpired.withLock { $0 = true }
        handler()
      }
    }
  }

  private let state: State
  private let thread: pthread_t
  private let writing: Int32

  /// `nil` where the system has no pipe or thread left.
  init?(seconds: Double, _ handler: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let milliseconds = Int32(exactly: min(max(0, seconds * 1000), 1e9).rounded(.up)) ?? 0
    state = State(ends[0], milliseconds, handler)
    writing = ends[1]
    var thread = pthread_t()
    // The thread takes over one reference to the state and gives it back at its end.
    let argument = Unmanaged.passRetained(state)
    let failed = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<State>.fromOpaque(argument).takeRetainedValue().wait() }
        return nil
      }, argument.toOpaque())
    self.thread = thread
    guard failed == 0 else {
      argument.release()
      close(ends[0])
      close(ends[1])
      return nil
    }
  }

  /// Ends the watch; returns whether the handler was called.
  func stop() -> Bool {
    close(writing)
    pthread_join(thread, nil)
    close(state.reading)
    return state.hasExpired.withLock { $0 }
  }
}
