// Element types become float32 and float64 without loss.

import CMetrics
import Testing
import XQFormats

@Suite struct ConversionTests {
  private func floats(_ type: ElementType, _ bytes: [UInt8], first: Int = 0, count: Int) -> [Float]? {
    var result = [Float](repeating: 0, count: count)
    let status = bytes.withUnsafeBytes {
      xq_convert_to_f32(
        xq_array(type: type.rawValue, bytes: $0.baseAddress, byte_count: $0.count), first, count, &result)
    }
    return status == xq_ok ? result : nil
  }

  private func doubles(_ type: ElementType, _ bytes: [UInt8], count: Int) -> (values: [Double], rounded: UInt64)? {
    var result = [Double](repeating: 0, count: count)
    var rounded: UInt64 = 0
    let status = bytes.withUnsafeBytes {
      xq_convert_to_f64(
        xq_array(type: type.rawValue, bytes: $0.baseAddress, byte_count: $0.count), 0, count, &result, &rounded)
    }
    return status == xq_ok ? (result, rounded) : nil
  }

  private func bytes<Element: BitwiseCopyable>(_ elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes(Array.init)
  }

  /// Byte and number; all others follow from how the bits are laid out.
  @Test(
    arguments: [
      (.float8E4M3FN, 0x01, 0x1p-9), (.float8E4M3FN, 0x07, 0.013671875), (.float8E4M3FN, 0x08, 0x1p-6),
      (.float8E4M3FN, 0x38, 1), (.float8E4M3FN, 0x7e, 448), (.float8E4M3FN, 0x7f, .nan), (.float8E4M3FN, 0xfe, -448),
      (.float8E4M3FN, 0xff, .nan), (.float8E4M3FN, 0x80, -0.0),
      (.float8E4M3FNUZ, 0x01, 0x1p-10), (.float8E4M3FNUZ, 0x08, 0x1p-7), (.float8E4M3FNUZ, 0x38, 0.5),
      (.float8E4M3FNUZ, 0x7f, 240), (.float8E4M3FNUZ, 0x80, .nan), (.float8E4M3FNUZ, 0xff, -240),
      (.float8E5M2, 0x01, 0x1p-16), (.float8E5M2, 0x07, 0.0001068115234375), (.float8E5M2, 0x38, 0.5),
      (.float8E5M2, 0x7b, 57344), (.float8E5M2, 0x7c, .infinity), (.float8E5M2, 0xfc, -.infinity),
      (.float8E5M2, 0x7d, .nan), (.float8E5M2, 0xff, .nan),
      (.float8E5M2FNUZ, 0x01, 0x1p-17), (.float8E5M2FNUZ, 0x7f, 57344), (.float8E5M2FNUZ, 0x80, .nan),
      (.float8E5M2FNUZ, 0xfb, -28672),
      (.bool, 0, 0), (.bool, 1, 1), (.bool, 200, 1), (.int8, 0x80, -128), (.uint8, 0x80, 128),
    ] as [(ElementType, UInt8, Float)])
  func convertsBytes(type: ElementType, byte: UInt8, expected: Float) throws {
    let value = try #require(floats(type, [byte], count: 1))[0]
    #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
  }

  @Test func convertsEveryFloat16() throws {
    let patterns = Array(UInt16.min...UInt16.max)
    let values = try #require(floats(.float16, bytes(patterns), count: patterns.count))
    let wrong = zip(patterns, values).filter { pattern, value in
      let expected = Float(Float16(bitPattern: pattern))
      return expected.isNaN ? !value.isNaN : value.bitPattern != expected.bitPattern
    }
    #expect(wrong.map(\.0) == [])
  }

  @Test func convertsWords() throws {
    #expect(
      floats(.bfloat16, bytes([0x3f80, 0xc000, 0x7f80, 1] as [UInt16]), count: 4) == [1, -2, .infinity, 0x1p-133])
    #expect(floats(.int16, bytes([Int16.min, -1, .max]), count: 3) == [-32768, -1, 32767])
    #expect(floats(.uint16, bytes([0, UInt16.max]), count: 2) == [0, 65535])
    #expect(floats(.float32, bytes([Float(1.5), -0.0]), count: 2) == [1.5, 0])
  }

  @Test func convertsHalfBytesFromAnyPlace() {
    let packed: [UInt8] = [0x10, 0xf8, 0x07]
    #expect(floats(.uint4, packed, count: 5) == [0, 1, 8, 15, 7])
    #expect(floats(.int4, packed, count: 5) == [0, 1, -8, -1, 7])
    #expect(floats(.int4, packed, first: 3, count: 2) == [-1, 7])
    #expect(floats(.float4E2M1, [0x10, 0x32, 0x54, 0x76, 0xf8], count: 10) == [0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -6])
  }

  @Test func convertsWideIntegersToFloat64AndCountsWhatIsRounded() throws {
    #expect(doubles(.int32, bytes([Int32.min, .max]), count: 2)?.values == [-2_147_483_648, 2_147_483_647])
    #expect(doubles(.uint32, bytes([UInt32.max]), count: 1)?.values == [4_294_967_295])
    let signed = try #require(
      doubles(.int64, bytes([1 << 53, (1 << 53) + 1, Int64.max, Int64.min, -((1 << 53) + 1)]), count: 5))
    #expect(signed.values == [0x1p53, 0x1p53, 0x1p63, -0x1p63, -0x1p53])
    #expect(signed.rounded == 3)
    let unsigned = try #require(doubles(.uint64, bytes([UInt64(1) << 63, .max, 3]), count: 3))
    #expect(unsigned.values == [0x1p63, 0x1p64, 3])
    #expect(unsigned.rounded == 1)
    #expect(doubles(.float64, bytes([1e300, -0.1]), count: 2)?.values == [1e300, -0.1])
    #expect(doubles(.uint4, [0x21], count: 2)?.values == [1, 2])
    #expect(doubles(.uint8, Array(repeating: 9, count: 700), count: 700)?.values == Array(repeating: 9, count: 700))
  }

  @Test(arguments: ElementType.allCases)
  func refusesFewerBytesThanElements(type: ElementType) {
    let needed = type.byteCount(of: 3) ?? 24
    let isReal = ![.string, .complex64, .complex128].contains(type)
    #expect((doubles(type, Array(repeating: 0, count: needed), count: 3) != nil) == isReal)
    #expect(doubles(type, Array(repeating: 0, count: needed - 1), count: 3) == nil)
    let isExact = isReal && ![.float64, .int32, .uint32, .int64, .uint64].contains(type)
    #expect(xq_is_exact_in_f32(type.rawValue) == isExact)
    #expect((floats(type, Array(repeating: 0, count: needed), count: 3) != nil) == isExact)
  }

  @Test func refusesCountsBeyondAllMemory() {
    var sums = xq_pair_sums_empty()
    [UInt8](repeating: 0, count: 8).withUnsafeBytes { bytes in
      for type in [ElementType.float32, .uint4, .float64, .uint8] {
        let array = xq_array(type: type.rawValue, bytes: bytes.baseAddress, byte_count: 8)
        #expect(xq_pair_sums_add(&sums, array, array, Int.max) == xq_too_few_bytes)
      }
      let unknown = xq_array(type: 99, bytes: bytes.baseAddress, byte_count: 8)
      #expect(xq_pair_sums_add(&sums, unknown, unknown, 1) == xq_type_not_real)
    }
    #expect(sums.pairs == 0)
  }
}
