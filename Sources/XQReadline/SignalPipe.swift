// Signals as bytes of a pipe, so that waiting for a line can wait for them too.

import Glibc

/// What wakes who waits for a line: each byte is the number of a signal.
public struct SignalPipe: Sendable {
  private let readEnd: Int32
  private let writeEnd: Int32

  /// `nil` where the process may have no more open files.
  public init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// May be called from any thread. A signal that finds the pipe full is dropped: enough of them wait.
  public func send(_ signal: Int32) {
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(writeEnd, &byte, 1)
  }

  /// The next signal, `nil` where none waits.
  public func next() -> Int32? {
    var byte: UInt8 = 0
    return read(readEnd, &byte, 1) == 1 ? Int32(byte) : nil
  }

  /// Waits until a descriptor can be read or a signal waits.
  ///
  /// - Returns: whether the descriptor can be read (at its end too).
  public func wait(for descriptor: Int32) -> Bool {
    var waiting = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waiting, nfds_t(waiting.count), -1) < 0 {
      // Everything but an interruption would come again at once.
      if errno != EINTR { return true }
    }
    return waiting[0].revents != 0
  }
}
