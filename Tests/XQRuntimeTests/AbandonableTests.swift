// Calls that can be left behind.

import Foundation
import Testing
import XQSystem

@testable import XQRuntime

@Suite struct AbandonableTests {
  @Test func givesTheResultOfWorkThatEnds() {
    #expect(Abandonable.run(Cancellation()) { 7 } == 7)
  }

  @Test func leavesWorkBehindThatDoesNotEndAfterACancellation() {
    let end = DispatchSemaphore(value: 0)
    let hasEnded = DispatchSemaphore(value: 0)
    let cancellation = Cancellation()
    cancellation.cancel()
    let result = Abandonable<Int>.run(cancellation) {
      end.wait()
      hasEnded.signal()
      return 7
    }
    #expect(result == nil)
    // It goes on by itself and ends.
    end.signal()
    hasEnded.wait()
  }
}
