// The arithmetic of one quantizer.

import Testing
import XQMeasure

@Suite struct AffineQuantizerTests {
  @Test func valuesAreRoundedToEvenAndHeld() throws {
    let quantizer = try #require(AffineQuantizer(scale: 0.5, zeroPoint: 2, minimum: 0, maximum: 15))
    #expect((quantizer.low, quantizer.high, quantizer.steps, quantizer.bits) == (-1, 6.5, 15, 4))
    let found = [0, 0.25, 0.75, -0.25, -0.75, 6.7, 100, -100, .infinity, -.infinity].map(quantizer.quantized)
    #expect(found == [0, 0, 1, 0, -1, 6.5, 6.5, -1, 6.5, -1])
    #expect(quantizer.quantized(.nan).isNaN)
  }

  @Test func bothOperatorsHaveTheirOwnTerms() throws {
    let quantizer = try #require(
      AffineQuantizer(
        scale: 0.5, zeroPoint: 0, dequantizedScale: 2, dequantizedZeroPoint: 1, minimum: -128, maximum: 127))
    #expect(quantizer.quantized(1) == 2)
    #expect((quantizer.bits, quantizer.low, quantizer.high) == (8, -64, 63.5))
  }

  @Test(arguments: [0, -1, Float.infinity, .nan])
  func scalesAreNumbersAboveZero(scale: Float) {
    #expect(AffineQuantizer(scale: scale, zeroPoint: 0, minimum: 0, maximum: 255) == nil)
    #expect(AffineQuantizer(scale: 1, zeroPoint: 0, dequantizedScale: scale, minimum: 0, maximum: 255) == nil)
  }

  @Test func limitsAreInOrderAndOf32Bits() {
    #expect(AffineQuantizer(scale: 1, zeroPoint: 0, minimum: 5, maximum: 5) == nil)
    #expect(AffineQuantizer(scale: 1, zeroPoint: 1 << 40, minimum: 0, maximum: 5) == nil)
  }
}
