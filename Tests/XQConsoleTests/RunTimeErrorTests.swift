// Errors that show while a text runs: the code, and the place between « and ».

import Testing
import XQConsole
import XQLanguage

@Suite struct RunTimeErrorTests {
  static let errors: [(String, String)] = [
    ("let r = {layer: 1}\nprint $r.«layr»", "XQ0302"), ("let b = open red\nprint $b.«sise»", "XQ0302"),
    ("let s = \"x\"\nprint $s.«a»", "XQ0302"), ("let t = sample\nprint $t.«mes»", "XQ0303"),
    ("sample | where «msee» > 0", "XQ0303"), ("sample | derive x = «msee» * 2", "XQ0303"),
    ("sample | where $it.«msee» > 0", "XQ0303"),
    ("sample | sort «sqrn»", "XQ0303"), ("sample | select layer «msee»", "XQ0303"),
    ("sample | group op --mean «msee»", "XQ0303"), ("sample | rename «mses» x", "XQ0303"),
    ("sample | rename mse «sqnr»", "XQ0314"), ("sample | select «layer layer»", "XQ0314"),
    ("let l = [1, 2]\nprint ($l[«2»])", "XQ0304"), ("let l = [1, 2]\nprint ($l[«-3»])", "XQ0304"),
    ("let l = []\nprint ($l[«0»])", "XQ0304"), ("let l = [1]\nprint ($l[«0.5»])", "XQ0304"),
    ("let l = [1]\nprint ($l[«$l»])", "XQ0304"), ("let n = 3\nprint ($n[«0»])", "XQ0304"),
    ("print «(mean(3))»", "XQ0306"), ("let n = 3\nprint «(mean($n))»", "XQ0306"),
    ("let s = \"x\"\nprint «(abs($s))»", "XQ0306"), ("let s = \"x\"\nprint «(number($s))»", "XQ0306"),
    ("let l = [1dB, 2s]\nprint «(sum($l))»", "XQ0306"), ("let q = 2\nprint «(quantile([1], $q))»", "XQ0306"),
    ("let n = 0.5\nprint «(range($n, 3))»", "XQ0306"), ("let n = 1e9\nprint «(range(1, $n))»", "XQ0604"),
    ("let n = \"many\"\nsample | head «$n»", "XQ0208"), ("let n = 3\n$n | «head»", "XQ0307"),
    ("let b = open red\n$b | «count»", "XQ0307"),
    ("let n = 3\nfor x in «$n» { print $x }", "XQ0311"),
    ("let d = [{a: 1}, {a: 1}]\n$d | join $d «--on a»", "XQ0308"),
    ("let d = [{a: 1}]\n$d | «join» $d", "XQ0309"), ("let d = [{a: 1}]\n$d | join $d --on «b»", "XQ0303"),
    ("let x = 3\nuse «$x»", "XQ0319"), ("«use»", "XQ0310"), ("forget «nothing»", "XQ0301"),
    ("set «thread» 3", "XQ0317"), ("set threads «99»", "XQ0305"), ("help «nothingness»", "XQ0318"),
    ("let n = 3\n$n | «to» csv", "XQ0320"), ("let x = «break-engine»", "XQ0214"),
    ("«break-engine»", "XQ9501"), ("measure «nobox»", "XQ9501"), ("sample | to csv «/no/such/folder/x.csv»", "XQ0502"),
    ("let r = \"3\"\nlet x = $r «+» 1", "XQ0216"), ("let d = 3dB\nlet x = $d «+» 1s", "XQ0215"),
    ("let n = 3\nif «$n» { print 1 }", "XQ0217"), ("let n = 3\nprint (true and «$n»)", "XQ0217"),
    ("sample | where «mse»", "XQ0217"), ("sample | where not «mse»", "XQ0217"),
    ("let n = 300\nstop «$n»", "XQ0305"), ("«stop \"no data\"»", "XQ0701"),
    ("def f(n) { return $(«f ($n + 1)») }\nf 1", "XQ0602"),
  ]

  @Test(arguments: errors)
  func codeAndPlace(_ marked: String, _ code: String) throws {
    let text = marked.filter { $0 != "«" && $0 != "»" }
    let outcome = TestHost.outcome(of: text)
    let error = try #require(outcome.diagnostics.first { $0.severity == .error }, "nothing was reported")
    #expect(error.code.id == code)
    let place = try #require(error.place, "the error has no place")
    let start = marked.utf8.count - marked.drop { $0 != "«" }.utf8.count
    let end = marked.utf8.count - marked.drop { $0 != "»" }.utf8.count - "«".utf8.count
    #expect(place.span == Span(start, end), "found at \(place.span)")
  }

  @Test func suggestsWhatWasMeant() {
    let outcome = TestHost.outcome(of: "sample | sort sqrn")
    #expect(outcome.diagnostics.first?.caption == "did you mean 'sqnr'?")
  }

  @Test func listsWhatThereIs() {
    let outcome = TestHost.outcome(of: "let r = {a: 1, b: 2}\nprint $r.something")
    #expect(outcome.diagnostics.first?.help == ["it has: 'a', 'b'"])
  }

  @Test func showsTheWayIntoADefinition() throws {
    let outcome = TestHost.outcome(of: "def inner() { break-engine }\ndef outer() { inner }\nouter")
    let error = try #require(outcome.diagnostics.first)
    #expect(error.trace.map(\.label) == ["'inner'", "'outer'"])
  }
}
