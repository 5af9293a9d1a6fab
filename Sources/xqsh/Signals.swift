// Signals: a thread waits for them, no handler runs in the middle of anything.

import Glibc
import Synchronization
import XQConsole
import XQReadline
import XQSystem

/// Turns Ctrl-C and requests to end into a cancellation, and ends the process where the work does not follow.
final class Signals: Sendable {
  /// What the program does, which decides what a signal means.
  enum Activity {
    /// A person edits a line, or nothing is done.
    case editing
    /// A text is run.
    case running
    /// Another program has the terminal.
    case shell
  }

  private struct State {
    var code: Int32?
    var activity = Activity.editing
    /// How many changes of the terminal's size were followed so far; also a mark for ``settle()``.
    var sizeChanges = 0
    /// When Ctrl-C came first while this text was run.
    var interrupted: ContinuousClock.Instant?
  }

  /// How long work may take to notice that it is cancelled before the process ends all the same.
  private static let patience = timespec(tv_sec: 0, tv_nsec: 150_000_000)
  /// The same at the prompt, where history and terminal are to be left in order.
  private static let interactivePatience = timespec(tv_sec: 1, tv_nsec: 0)
  /// Ctrl-C again after this time ends a session whose work does not end.
  private static let stubbornness = Duration.seconds(1)

  private let cancellation: Cancellation
  private let output: OutputStream
  private let state = Mutex(State())
  /// What wakes who waits for a line; `nil` where nobody types.
  let pipe: SignalPipe?
  /// The mode in which the terminal was found.
  private let terminal: TerminalMode?

  init(_ cancellation: Cancellation, _ output: OutputStream, isInteractive: Bool) {
    self.cancellation = cancellation
    self.output = output
    pipe = isInteractive ? SignalPipe() : nil
    terminal = isInteractive ? TerminalMode.current : nil
  }

  /// 130, 143 or 129, once such a signal came; at the prompt only for signals that end the session.
  /// A terminal that went away counts as a hang-up, whose signal may still be on its way.
  var exitCode: Int32? {
    state.withLock { $0.code } ?? (terminal != nil && TerminalMode.current == nil ? 128 + SIGHUP : nil)
  }

  func setActivity(_ activity: Activity) {
    state.withLock { state in
      state.activity = activity
      state.interrupted = nil
    }
    guard activity == .running else { return }
    // What came when the line was complete already is meant for what it does.
    while let signal = pipe?.next() {
      switch signal {
      case SIGINT: cancellation.cancel()
      case SIGTSTP: Self.stopProcess()
      default: break
      }
    }
  }

  /// Waits until all signals that came so far were followed.
  ///
  /// Ctrl-C for another program comes here too, and may be followed only when that program has ended: it must not meet
  /// what is typed next. Signals are taken one by one, those of lower numbers first (signal(7)), so one that is sent now and
  /// has a high number comes behind them.
  func settle() {
    let before = state.withLock { $0.sizeChanges }
    kill(getpid(), SIGWINCH)
    let end = ContinuousClock.now + Self.stubbornness
    while state.withLock({ $0.sizeChanges }) == before, ContinuousClock.now < end { usleep(200) }
  }

  /// Masks the signals on this thread and all that it starts later, and waits for them on a thread of their own.
  func start() {
    var set = signals
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

  /// Stops the process, as Ctrl-Z does, until it is continued. Where no shell could continue it, nothing happens.
  static func stopProcess() {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    // The mask is this thread's; stopping is always the whole process's.
    pthread_kill(pthread_self(), SIGTSTP)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  // MARK: - Private

  private var signals: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    let ends = [SIGINT, SIGTERM, SIGHUP]
    for signal in pipe == nil ? ends : ends + [SIGTSTP, SIGCONT, SIGWINCH] { sigaddset(&set, signal) }
    return set
  }

  private func wait() {
    var set = signals
    while true {
      var signal: Int32 = 0
      guard sigwait(&set, &signal) == 0 else { continue }
      switch signal {
      case SIGINT where pipe != nil: interrupt()
      case SIGTSTP: stop()
      case SIGCONT: _ = tellEditor(signal)
      case SIGWINCH:
        _ = tellEditor(signal)
        state.withLock { $0.sizeChanges += 1 }
      default: endProcess(signal)
      }
    }
  }

  /// Hands a signal to who edits a line, if anybody does; else what is done. Under the lock: behind a change of the activity
  /// no signal for the editor comes any more.
  private func tellEditor(_ signal: Int32) -> Activity {
    state.withLock { state in
      if state.activity == .editing { pipe?.send(signal) }
      return state.activity
    }
  }

  /// Ends what was typed; where that does not end, Ctrl-C ends the process.
  private func interrupt() {
    guard tellEditor(SIGINT) == .running else { return }
    let now = ContinuousClock.now
    let first = state.withLock { state in
      let first = state.interrupted ?? now
      state.interrupted = first
      return first
    }
    if now - first > Self.stubbornness { leave(128 + SIGINT) }
    cancellation.cancel()
  }

  private func stop() {
    // A line that is edited first gives the terminal back.
    if tellEditor(SIGTSTP) != .editing { Self.stopProcess() }
  }

  /// Cancels the work, waits a moment for it to end by itself, and ends the process.
  private func endProcess(_ signal: Int32) {
    state.withLock { $0.code = 128 + signal }
    cancellation.cancel()
    pipe?.send(signal)
    var set = signals
    var patience = pipe == nil ? Self.patience : Self.interactivePatience
    // A second such signal is impatience.
    _ = sigtimedwait(&set, nil, &patience)
    leave(128 + signal)
  }

  private func leave(_ code: Int32) -> Never {
    output.flushIfPossible()
    terminal?.restore()
    _exit(code)
  }
}

/// How a terminal takes in what is typed.
struct TerminalMode: Sendable {
  private let mode: termios

  /// The mode of the terminal at standard input, `nil` where it is none.
  static var current: TerminalMode? {
    var mode = termios()
    return tcgetattr(STDIN_FILENO, &mode) == 0 ? TerminalMode(mode: mode) : nil
  }

  func restore() {
    var mode = mode
    tcsetattr(STDIN_FILENO, TCSANOW, &mode)
  }
}
