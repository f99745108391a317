using System.Xml.Linq;
using FastAI.Runtime.Reporting;
using Xunit;

namespace FastAI.Runtime.Tests.Reporting;

public sealed class JUnitReportTests
{
    [Fact]
    public void HostileNamesStayInTheirPlace()
    {
        var document = XDocument.Parse(JUnitReport.Write("suite", "a<b>&\"c\u0001", [new("one", null), new("two", "is <3> & \u0000")]));
        var suite = document.Root!.Element("testsuite")!;
        Assert.Equal(("2", "1"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("a<b>&\"c?", suite.Elements().First().Attribute("classname")!.Value);
        Assert.Equal("is <3> & ?", suite.Descendants("failure").Single().Attribute("message")!.Value);
    }
}
