// Work that cannot be stopped, which one stops waiting for.

import Glibc
import Synchronization

/// Calls into code that looks at no flag, or looks too seldom: a long node of a model.
public enum AbandonableWork {
  /// How long work may take to end by itself after a cancellation, in nanoseconds.
  private static let patience = 100_000_000

  /// Runs work on a thread of its own and waits for it.
  ///
  /// When `cancellation` is set, `stop` is called, on the thread that cancels, to ask the work to end; a tenth of a second
  /// later it is abandoned: this returns, and the work goes on by itself until it ends. So it may only use what it keeps
  /// alive, and what nobody else changes.
  ///
  /// - Returns: the result, `nil` where the work was abandoned.
  public static func run<Result: Sendable>(
    _ cancellation: Cancellation, stop: @escaping @Sendable () -> Void, _ work: @escaping @Sendable () -> Result
  ) -> Result? {
    let job = Job(cancellation, work)
    guard job.start() else { return cancellation.withHandler(stop, work) }
    let cancel: @Sendable () -> Void = {
      stop()
      job.cancel()
    }
    return cancellation.withHandler(cancel) { job.wait() }
  }

  /// The work between the two threads.
  private final class Job<Result: Sendable>: Sendable {
    private enum State {
      case running
      case cancelled
      case done(Result)
      case abandoned
    }

    private let state = Mutex(State.running)
    private let changes = Semaphore()
    private let cancellation: Cancellation
    private let work: @Sendable () -> Result

    init(_ cancellation: Cancellation, _ work: @escaping @Sendable () -> Result) {
      self.cancellation = cancellation
      self.work = work
    }

    /// Whether a thread could be made. It has its own reference to the job.
    func start() -> Bool {
      let box = Unmanaged.passRetained(Box { self.runWork() })
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      var thread = pthread_t()
      let isMade =
        pthread_create(
          &thread, &attributes,
          { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
          }, box.toOpaque()) == 0
      if !isMade { box.release() }
      return isMade
    }

    func cancel() {
      state.withLock { if case .running = $0 { $0 = .cancelled } }
      changes.signal()
    }

    /// The result, or `nil` and the work is abandoned.
    func wait() -> Result? {
      while true {
        let isCancelled = state.withLock { if case .running = $0 { false } else { true } }
        let isPatient = changes.wait(atMost: isCancelled ? AbandonableWork.patience : nil)
        let (result, isOver): (Result?, Bool) = state.withLock { state in
          if case .done(let result) = state { return (result, true) }
          if isPatient { return (nil, false) }
          state = .abandoned
          cancellation.addAbandonedWork(1)
          return (nil, true)
        }
        if isOver { return result }
      }
    }

    private func runWork() {
      let result = work()
      state.withLock { state in
        if case .abandoned = state { cancellation.addAbandonedWork(-1) } else { state = .done(result) }
      }
      changes.signal()
    }
  }

  private final class Box {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }
}

/// A counter that a thread can wait for.
///
/// `@unchecked Sendable`: the memory is the system's to guard; it lives as long as this object.
private final class Semaphore: @unchecked Sendable {
  private let memory = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(memory, 0, 0) }

  deinit {
    sem_destroy(memory)
    memory.deallocate()
  }

  func signal() { sem_post(memory) }

  /// Waits for a signal; false where none came in so many nanoseconds.
  func wait(atMost limit: Int?) -> Bool {
    guard let limit else {
      while sem_wait(memory) != 0, errno == EINTR {}
      return true
    }
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_nsec += limit
    end.tv_sec += end.tv_nsec / 1_000_000_000
    end.tv_nsec %= 1_000_000_000
    while sem_timedwait(memory, &end) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }
}
