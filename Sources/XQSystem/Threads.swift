// The same work on several threads at once.

import Glibc

/// Threads that live as long as one piece of work.
public enum Threads {
  /// Subgraphs of models nest on the stack; memory of it is taken only as far as it is used.
  private static let stackSize = 64 << 20

  /// Calls `body` with each number from 0 to before `count`, each on a thread of its own, this one among them, and waits
  /// for all. Where a thread cannot be made, its call is made here when the others are under way.
  public static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 1 else {
      if count == 1 { body(0) }
      return
    }
    // No thread outlives this call, so that the body does not escape.
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      var left: [Int] = []
      for number in 1..<count {
        if let thread = start({ body(number) }) { threads.append(thread) } else { left.append(number) }
      }
      body(0)
      for number in left { body(number) }
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackSize)
    var thread = pthread_t()
    // The thread takes over this reference.
    let reference = Unmanaged.passRetained(Start(body))
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, reference.toOpaque())
    guard status == 0 else {
      reference.release()
      return nil
    }
    return thread
  }

  private final class Start {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
