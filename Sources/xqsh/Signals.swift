// Interruptions: a thread waits for them, no handler runs in the middle of anything.

import Glibc
import Synchronization
import XQConsole
import XQSystem

/// Turns Ctrl-C and requests to end into a cancellation, and ends the process where the work does not follow.
final class Signals: Sendable {
  private struct State {
    var code: Int32?
    var isWorking = false
  }

  /// How long work may take to notice that it is cancelled, in nanoseconds.
  private static let patience = 150_000_000

  private let cancellation: Cancellation
  private let output: OutputStream
  private let isInteractive: Bool
  private let state = Mutex(State())
  /// Both ends of a pipe that wakes who waits for a line.
  private let pipe: (read: Int32, write: Int32)

  init(_ cancellation: Cancellation, _ output: OutputStream, isInteractive: Bool) {
    self.cancellation = cancellation
    self.output = output
    self.isInteractive = isInteractive
    var ends: [Int32] = [-1, -1]
    if isInteractive { _ = Glibc.pipe(&ends) }
    pipe = (ends[0], ends[1])
  }

  /// Becomes readable when Ctrl-C came while nothing was running.
  var wakeUp: Int32 { pipe.read }

  /// 130, 143 or 129, once such a signal came; at the prompt only for signals that end the session.
  var exitCode: Int32? { state.withLock { $0.code } }

  /// Tells whether a typed line is running, which Ctrl-C then ends.
  func setWorking(_ isWorking: Bool) { state.withLock { $0.isWorking = isWorking } }

  /// Masks the signals on this thread and all that it starts later, and waits for them on a thread of their own.
  func start() {
    var set = Self.signals
    pthread_sigmask(SIG_BLOCK, &set, nil)
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The thread takes over the reference and never gives it back: it lives as long as the process.
    let reference = Unmanaged.passRetained(self).toOpaque()
    pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Signals>.fromOpaque(argument).takeUnretainedValue().wait() }
        return nil
      }, reference)
    pthread_attr_destroy(&attributes)
  }

  // MARK: - Private

  private static var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, signal) }
    return set
  }

  private func wait() {
    var set = Self.signals
    while true {
      var signal: Int32 = 0
      guard sigwait(&set, &signal) == 0 else { continue }
      if signal == SIGINT, isInteractive {
        interruptLine()
      } else {
        endProcess(signal)
      }
    }
  }

  /// Ends what was typed; where that does not end, the next Ctrl-C ends the process.
  private func interruptLine() {
    guard state.withLock({ $0.isWorking }) else {
      var byte: UInt8 = 0
      _ = write(pipe.write, &byte, 1)
      return
    }
    if cancellation.isCancelled {
      output.flushIfPossible()
      _exit(128 + SIGINT)
    }
    cancellation.cancel()
  }

  /// Cancels the work, waits a moment for it to end by itself, and ends the process.
  private func endProcess(_ signal: Int32) {
    state.withLock { $0.code = 128 + signal }
    cancellation.cancel()
    if isInteractive {
      var byte: UInt8 = 0
      _ = write(pipe.write, &byte, 1)
    }
    var set = Self.signals
    var patience = timespec(tv_sec: 0, tv_nsec: Self.patience)
    _ = sigtimedwait(&set, nil, &patience)
    output.flushIfPossible()
    _exit(128 + signal)
  }
}
