// Layout and the writers of images: nothing overlaps, everything is escaped, files are what they say.

import CCairo
import Foundation
import Testing

@testable import XQPlot

@Suite struct SceneTests {
  @Test(arguments: ["errors5", "histogram", "ranges"])
  func goldenSVG(_ name: String) throws {
    let chart = try #require(TextTests.charts.first { $0.name == name }?.chart)
    let svg = Scene(chart).svg
    #expect(svg == Scene(chart).svg)
    try Golden.check(svg, "\(name).svg")
  }

  @Test(arguments: Charts.odd.map(\.name))
  func hostileNamesAndOddValuesGiveWellFormedXML(_ name: String) throws {
    let chart = try #require(Charts.odd.first { $0.name == name }?.chart)
    let svg = Scene(chart).svg
    #expect(!svg.contains("<script") && svg.contains("&lt;script&gt;") && !svg.contains("NaN") && !svg.contains("inf"))
    let document = try XMLProbe(svg)
    #expect(document.isWellFormed, "\(name): \(document.failure)")
    #expect(!document.attributes.contains("id") && !document.attributes.contains { $0.hasPrefix("on") })
  }

  @Test(arguments: [5, 18, 50, 1000])
  func namesDoNotOverlapAndMarkedOnesStay(_ count: Int) {
    let scene = Scene(Charts.errors(count))
    let names = scene.elements.compactMap { element -> Scene.Label? in
      if case .text(let label) = element, label.angle == -45 { label } else { nil }
    }
    #expect(names.count >= min(count, 40))
    let places = names.map(\.spot.x).sorted()
    for (one, next) in zip(places, places.dropFirst()) { #expect(next - one >= 15.9) }
    // With room for all of them the marked ones are all there.
    if count <= 50 { #expect(names.count { $0.ink == .alarm } == (0..<count).count { $0 % 7 == 3 }) }
    #expect(names.allSatisfy { TextMetrics.width($0.text, size: $0.size) <= 118.5 })
    // Nothing leaves the picture.
    for case .text(let label) in scene.elements {
      #expect(label.spot.x >= 0 && label.spot.x <= scene.width && label.spot.y >= 0 && label.spot.y <= scene.height)
    }
  }

  @Test func aLongNameIsShortenedInItsMiddle() {
    let short = TextMetrics.shortened("model/encoder/layer.11/attention/output/dense/MatMul", to: 118, size: 11)
    #expect(short.hasPrefix("model/e") && short.hasSuffix("MatMul") && short.contains("…"))
    #expect(TextMetrics.width(short, size: 11) <= 118)
    #expect(TextMetrics.shortened("abc", to: 100, size: 11) == "abc")
  }

  private var hasCairo: Bool { xq_cairo_is_there(nil, 0) }

  @Test(.enabled(if: xq_cairo_is_there(nil, 0)))
  func aPNGHasItsSignatureAndSize() throws {
    let scene = Scene(Charts.errors(5))
    let bytes = try scene.image(.png)
    #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(number(16) == Int(scene.width * 2) && number(20) == Int(scene.height * 2))
    #expect(try scene.image(.png, palette: .dark) != bytes)
    #expect(try scene.image(.png) == bytes)
  }

  @Test(.enabled(if: xq_cairo_is_there(nil, 0)))
  func aPDFIsOneAndTheSameEachTime() throws {
    let scene = Scene(Charts.histogram)
    let bytes = try scene.image(.pdf)
    #expect(bytes.prefix(5).elementsEqual("%PDF-".utf8))
    #expect(try scene.image(.pdf) == bytes)
  }

  @Test(.enabled(if: xq_cairo_is_there(nil, 0)), arguments: Charts.odd.map(\.name))
  func oddValuesCanBeDrawn(_ name: String) throws {
    let chart = try #require(Charts.odd.first { $0.name == name }?.chart)
    #expect(try Scene(chart).image(.png).count > 100)
  }

  @Test func aLargePictureHasABoundedNumberOfPixels() {
    let scene = Scene(Charts.errors(1000, panels: 6))
    #expect(scene.width * scene.height * scene.pixelsPerUnit * scene.pixelsPerUnit <= 9.1e6)
    #expect(Scene(Charts.errors(5)).pixelsPerUnit == 2)
  }
}

/// Looks through XML by Foundation's parser, where there is one, else by balance of marks alone.
private struct XMLProbe {
  private(set) var attributes: Set<String> = []
  private(set) var failure = ""
  var isWellFormed: Bool { failure.isEmpty }

  init(_ text: String) throws {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else {
        failure = "a mark without end"
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      if tag.contains("<") { failure = "'<' inside \(tag)" }
      let name = tag.prefix { $0 != " " && $0 != "/" }
      if tag.hasPrefix("/") {
        let closed = tag.dropFirst()
        if open.popLast() != closed { failure = "\(closed) closes another element" }
      } else {
        attributes.formUnion(
          tag.matches(of: /([a-z-]+)="([^"]*)"/).map { String($0.1) })
        if tag.replacing(/[a-zA-Z-]+="[^"]*"/, with: "").contains("\"") { failure = "quotes in \(tag)" }
        if !tag.hasSuffix("/") { open.append(name) }
      }
      rest = rest[rest.index(after: end)...]
    }
    if !open.isEmpty { failure = "open: \(open)" }
    if text.replacing(/&(amp|lt|gt|quot|#39);/, with: "").contains("&") { failure = "a bare '&'" }
  }
}
