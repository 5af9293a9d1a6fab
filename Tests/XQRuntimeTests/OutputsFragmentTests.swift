// The bytes that add outputs to a model.

import Testing

@testable import XQRuntime

@Suite struct OutputsFragmentTests {
  @Test func isEmptyWithoutNames() {
    #expect(outputsFragment([]) == [])
  }

  @Test func nestsNamesInOutputsInTheGraph() {
    // graph (7), in it twice output (12), in each name (1): kind and length before each.
    #expect(outputsFragment(["a", ""]) == [0x3a, 9, 0x62, 3, 0x0a, 1, UInt8(ascii: "a"), 0x62, 2, 0x0a, 0])
  }

  @Test func writesLongLengths() {
    let bytes = outputsFragment([String(repeating: "n", count: 300)])
    #expect(Array(bytes.prefix(9)) == [0x3a, 0xb2, 0x02, 0x62, 0xaf, 0x02, 0x0a, 0xac, 0x02])
    #expect(bytes.count == 9 + 300)
  }
}
