// Words, and what no text may have anywhere.

extension Lexer {
  /// The offset behind the word at an offset: the first white space, one of `| ; ( ) { } " ' $ ,`, or a `]` that was not
  /// opened in the word.
  func endOfWord(from start: Int) -> Int {
    var offset = start
    var open = 0
    while let byte = byte(at: offset) {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "|"), UInt8(ascii: ";"),
        UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""),
        UInt8(ascii: "'"), UInt8(ascii: "$"), UInt8(ascii: ","):
        return offset
      case UInt8(ascii: "\r"):
        if lineEnd(at: offset) != nil { return offset }
      case UInt8(ascii: "["): open += 1
      case UInt8(ascii: "]"):
        if open == 0 { return offset }
        open -= 1
      default: break
      }
      offset += 1
    }
    return offset
  }

  /// The offset behind the name of a command or option, which may have `-` inside.
  func endOfCommandName(from start: Int) -> Int {
    guard let first = byte(at: start), first.isNameStart else { return start }
    var offset = start + 1
    while let byte = byte(at: offset) {
      if byte.isNamePart {
        offset += 1
      } else if byte == UInt8(ascii: "-"), let next = self.byte(at: offset + 1), next.isNamePart {
        offset += 1
      } else {
        break
      }
    }
    return offset
  }

  /// A blank in a span that only looks like one, with the offset where it stands.
  func lookAlikeBlank(in span: Span) -> Token? {
    var offset = span.lower
    while offset < span.upper {
      if bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      guard let (scalar, end) = scalar(at: offset) else { return nil }
      if LookAlikes.isBlank(scalar) || LookAlikes.isInvisible(scalar) { return foreignCharacter(at: offset) }
      offset = end
    }
    return nil
  }

  /// Bytes that are no UTF-8, and control characters, which no text may have even in strings and comments.
  func problems(limit: Int) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var offset = 0
    while offset < bytes.count, found.count < limit {
      let byte = bytes[offset]
      if byte < 0x20 || byte == 0x7F {
        if byte != UInt8(ascii: "\t"), lineEnd(at: offset) == nil {
          found.append(.controlCharacter(byte, at: Place(source, Span(offset, offset + 1))))
        }
        offset += 1
      } else if byte < 0x80 {
        offset += 1
      } else if let length = lengthOfScalar(at: offset) {
        offset += length
      } else {
        found.append(.notUnicode(byte, at: Place(source, Span(offset, offset + 1))))
        offset += 1
        while let next = self.byte(at: offset), next >= 0x80, lengthOfScalar(at: offset) == nil { offset += 1 }
      }
    }
    return found
  }

  /// The number of bytes of the scalar beyond ASCII at an offset, `nil` where the bytes are no UTF-8.
  private func lengthOfScalar(at offset: Int) -> Int? {
    var decoder = UTF8()
    var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return UTF8.width(scalar)
  }
}
