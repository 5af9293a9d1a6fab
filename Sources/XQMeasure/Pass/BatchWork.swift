// One batch: both models run, then everything is looked at, on as many threads as there are.

import Synchronization
import XQFormats
import XQRuntime
import XQSystem

/// What is to be done with one batch, in an order that keeps threads busy.
///
/// The models run side by side. Sites need the float model's tensors alone: they are looked at while the other model still
/// runs. What is left of them, and the pairs, is shared among all threads, each thing looked at by one of them.
struct BatchWork {
  let siteCount: Int
  let pairCount: Int
  let cancellation: Cancellation

  /// - Returns: bytes of the tensors that were fetched from both models.
  /// - Throws: the float model's error where both fail. Nothing is looked at once there was a cancellation.
  func perform(
    threads: Int, runFloat: @Sendable () throws(MeasureError) -> [Tensor?],
    runQuantized: @Sendable () throws(MeasureError) -> [Tensor?],
    site: @Sendable (_ index: Int, _ float: [Tensor?]) -> Void,
    pair: @Sendable (_ index: Int, _ float: [Tensor?], _ quantized: [Tensor?]) -> Void
  ) throws(MeasureError) -> Int {
    let sites = WorkCounter(siteCount)
    let hasQuantized = WorkFlag()
    let cancellation = cancellation
    let (float, quantized) = try both(threads > 1) { () throws(MeasureError) in
      let float = try runFloat()
      guard threads > 1 else { return float }
      while !hasQuantized.isSet, !cancellation.isCancelled, let index = sites.next() { site(index, float) }
      return float
    } _: { () throws(MeasureError) in
      defer { hasQuantized.set() }
      return try runQuantized()
    }
    let pairs = WorkCounter(pairCount)
    Threads.run(max(1, threads)) { _ in
      while !cancellation.isCancelled, let index = sites.next() { site(index, float) }
      while !cancellation.isCancelled, let index = pairs.next() { pair(index, float, quantized) }
    }
    return (float + quantized).reduce(0) { $0 + ($1?.bytes.count ?? 0) }
  }
}

/// Set once, by one thread for others.
private final class WorkFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}

/// Hands out the numbers from 0 to before a count, each once.
private final class WorkCounter: Sendable {
  private let count: Int
  private let following = Atomic(0)

  init(_ count: Int) { self.count = count }

  func next() -> Int? {
    let number = following.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  }
}

/// Both results, computed side by side if wanted; the first one's error where both fail.
func both<First: Sendable, Second: Sendable, Failure: Error>(
  _ sideBySide: Bool, _ first: @Sendable () throws(Failure) -> First, _ second: @Sendable () throws(Failure) -> Second
) throws(Failure) -> (First, Second) {
  guard sideBySide else { return (try first(), try second()) }
  let results = Mutex<(first: Result<First, Failure>?, second: Result<Second, Failure>?)>((nil, nil))
  Threads.run(2) { number in
    if number == 0 {
      let result = Result { () throws(Failure) in try first() }
      results.withLock { $0.first = result }
    } else {
      let result = Result { () throws(Failure) in try second() }
      results.withLock { $0.second = result }
    }
  }
  // Both threads have ended, so both results are there.
  guard case (let first?, let second?) = results.withLock({ $0 }) else { return (try first(), try second()) }
  return (try first.get(), try second.get())
}
