// Work on several threads: all of it is done once, and has ended when the call returns.

import Glibc
import Synchronization
import Testing
import XQSystem

@Suite struct ThreadsTests {
  @Test(arguments: [0, 1, 2, 9])
  func callsEachNumberOnce(count: Int) {
    let numbers = Mutex<[Int]>([])
    Threads.run(count) { number in numbers.withLock { $0.append(number) } }
    #expect(numbers.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func runsAtTheSameTime() {
    // Each waits for the other: one after the other they would never end.
    let arrived = Atomic(0)
    Threads.run(2) { _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
    }
    #expect(arrived.load(ordering: .sequentiallyConsistent) == 2)
  }
}
