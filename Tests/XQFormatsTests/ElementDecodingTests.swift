import Testing
import XQSystem

@testable import XQFormats

@Suite struct ElementDecodingTests {
  /// Codes and values from the tables of the ONNX specification, "Float stored in 8 bits" and "in 4 bits".
  @Test(arguments: [
    (ElementType.float8E4M3FN, UInt8(0x7E), Float(448)), (.float8E4M3FN, 0x01, 0x1p-9), (.float8E4M3FN, 0x08, 0x1p-6),
    (.float8E4M3FN, 0xB8, -1), (.float8E4M3FNUZ, 0x7F, 240), (.float8E4M3FNUZ, 0x01, 0x1p-10),
    (.float8E5M2, 0x7B, 57344), (.float8E5M2, 0x7C, .infinity), (.float8E5M2, 0xFC, -.infinity),
    (.float8E5M2, 0x01, 0x1p-16), (.float8E5M2FNUZ, 0x7F, 57344), (.float8E5M2FNUZ, 0x01, 0x1p-17),
  ])
  func decodesEightBitFloats(_ type: ElementType, _ code: UInt8, _ value: Float) {
    #expect(floats([code], type, 1) == [value])
  }

  @Test(arguments: [
    (ElementType.float8E4M3FN, UInt8(0x7F)), (.float8E4M3FN, 0xFF), (.float8E4M3FNUZ, 0x80), (.float8E5M2, 0x7D),
    (.float8E5M2FNUZ, 0x80),
  ])
  func knowsTheirNotANumber(_ type: ElementType, _ code: UInt8) {
    #expect(floats([code], type, 1)[0].isNaN)
  }

  @Test func takesTheLowHalfFirst() {
    #expect(floats([0x21, 0x0F], .uint4, 3) == [1, 2, 15])
    #expect(floats([0x8F, 0x07], .int4, 3) == [-1, -8, 7])
    #expect(floats([0x7A], .float4E2M1, 2) == [-1, 6])
  }

  @Test func decodesHalfPrecision() {
    #expect(floats([0x00, 0x3C, 0x01, 0x00], .float16, 2) == [1, 0x1p-24])
    #expect(floats([0x80, 0x3F, 0x80, 0xFF], .bfloat16, 2) == [1, -.infinity])
  }

  @Test func saysWhenAnIntegerIsTooLarge() {
    let bytes = [UInt8](repeating: 0xFF, count: 8)
    #expect(bytes.withUnsafeBytes { ElementDecoding.integers($0, .uint64, 1) } == nil)
    #expect(bytes.withUnsafeBytes { ElementDecoding.integers($0, .int64, 1) } == [-1])
  }

  private func floats(_ bytes: [UInt8], _ type: ElementType, _ count: Int) -> [Float] {
    bytes.withUnsafeBytes { ElementDecoding.floats($0, type, count) }
  }
}
