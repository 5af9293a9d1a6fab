// Lines and columns.

extension Source {
  /// The index of the line, from zero, that an offset is on.
  ///
  /// - Complexity: logarithmic in the number of lines.
  public func lineIndex(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line, without its end and without a byte order mark.
  public func lineSpan(_ index: Int) -> Span {
    guard lineStarts.indices.contains(index) else { return Span(bytes.count, bytes.count) }
    var start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r"), index + 1 < lineStarts.count { end -= 1 }
    if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    return Span(start, max(start, end))
  }

  /// Line and column from one; columns count graphemes.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let index = lineIndex(of: max(0, min(offset, bytes.count)))
    let line = lineSpan(index)
    let end = max(line.lower, min(offset, line.upper))
    return (index + 1, String(decoding: bytes[line.lower..<end], as: UTF8.self).count + 1)
  }
}

extension Place {
  /// `investigate.xq:15:1`.
  public var text: String {
    let (line, column) = source.position(of: span.lower)
    return "\(source.name):\(line):\(column)"
  }
}
