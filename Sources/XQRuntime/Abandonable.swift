// Calls of the library that can be left behind: it looks at a cancellation between nodes, and one node can take minutes.

import Glibc
import XQSystem

/// Runs work on a thread of its own, and stops waiting for it where it does not end after a cancellation.
///
/// Work that is left behind goes on until it notices; whatever it uses must be kept by it alone.
///
/// `@unchecked Sendable`: `result` and `isDone` are touched under `mutex` only.
final class Abandonable<Result>: @unchecked Sendable {
  /// How long the library may take to stop by itself, and how often the flag is looked at, in seconds.
  private static var patience: Double { 0.1 }
  private static var interval: Double { 0.02 }
  /// Subgraphs nest on the stack; memory of it is taken only as far as it is used.
  private static var stackSize: Int { 64 << 20 }

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var work: (() -> Result)?
  private var result: Result?

  private init(_ work: @escaping () -> Result) {
    self.work = work
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// The result; `nil` where the work was left behind. Where no thread can be made, it runs on this one.
  static func run(_ cancellation: Cancellation, _ work: @escaping () -> Result) -> Result? {
    let call = Abandonable(work)
    guard call.start() else { return work() }
    return call.wait(cancellation)
  }

  private func start() -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, Self.stackSize)
    var thread = pthread_t()
    // The thread takes over this reference and gives it back when the work has ended.
    let reference = Unmanaged<AnyObject>.passRetained(Starter { self.perform() })
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument {
          (Unmanaged<AnyObject>.fromOpaque(argument).takeRetainedValue() as? Starter)?.start()
        }
        return nil
      }, reference.toOpaque())
    if status != 0 { reference.release() }
    return status == 0
  }

  private func perform() {
    let value = work?()
    pthread_mutex_lock(mutex)
    result = value
    work = nil
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func wait(_ cancellation: Cancellation) -> Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    var waited = 0.0
    while result == nil, waited < Self.patience {
      var end = timespec()
      clock_gettime(CLOCK_MONOTONIC, &end)
      end.tv_nsec += Int(Self.interval * 1e9)
      if end.tv_nsec >= 1_000_000_000 {
        end.tv_nsec -= 1_000_000_000
        end.tv_sec += 1
      }
      let isLate = pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT
      if isLate, cancellation.isCancelled { waited += Self.interval }
    }
    return result
  }
}

/// What a new thread is handed, without the type of the result.
private final class Starter {
  let start: () -> Void

  init(_ start: @escaping () -> Void) { self.start = start }
}
