// Work that nests deeply, on a thread with room for it.

import Glibc

/// Runs work on a thread whose stack is large, and waits for it.
///
/// Texts may nest 200 calls with blocks and expressions in each; the threads of a pool have not the stack for that. Memory of
/// the stack is taken only as far as it is used.
enum DeepThread {
  private static let stackSize = 512 << 20

  /// What the thread gets: the work and a place for its result.
  private final class Job<Result> {
    let work: () -> Result
    var result: Result?

    init(_ work: @escaping () -> Result) { self.work = work }

    func run() { result = work() }
  }

  /// The result of the work; where no thread can be made, it runs on this one.
  ///
  /// It is safe to hand over what is not `Sendable`: this thread does nothing until the other one has ended, and
  /// `pthread_create` and `pthread_join` order what they did.
  static func run<Result>(_ work: () -> Result) -> Result {
    withoutActuallyEscaping(work) { work in
      let job = Job(work)
      let start: () -> Void = { job.run() }
      let box = Unmanaged.passRetained(Box(start))
      defer { box.release() }
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      var thread = pthread_t()
      let hasStarted =
        pthread_attr_setstacksize(&attributes, stackSize) == 0
        && pthread_create(
          &thread, &attributes,
          { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeUnretainedValue().start() }
            return nil
          }, box.toOpaque()) == 0
      if hasStarted { pthread_join(thread, nil) }
      // The job has a result once its thread ended.
      return job.result ?? job.work()
    }
  }

  private final class Box {
    let start: () -> Void

    init(_ start: @escaping () -> Void) { self.start = start }
  }
}
