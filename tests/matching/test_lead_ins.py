"""What a text's own words say: labels and what belongs to them, ad words, buttons, and news that begins alike."""

from typing import Any

import pytest

from monitor import text
from monitor.matching.furniture import Line, kind_of, lines
from monitor.matching.labels import labels
from monitor.matching.lead_ins import by_text

NEWS = "The army let three hundred people go."


def dropped(html: str) -> list[tuple[str, str]]:
    """What goes, range by range, ranges inside others left out."""
    page = text.page(html, kind_of)
    found: list[tuple[int, int, str]] = []
    for start, end, reason in sorted(by_text(page, lines(page)), key=lambda one: (one[0], -one[1])):
        if not found or end > found[-1][1]:
            found.append((start, end, reason))
    return [(page.text[start:end].strip(), reason) for start, end, reason in found]


@pytest.mark.parametrize(
    "lead_in",
    [
        "Related: Raid on a park in Laos",
        "RELATED | Raid on a park in Laos",
        "READ MORE Raid on a park in Laos",
        "Also read: Raid on a park in Laos",
        "Also Read Raid on a park in Laos",
        "You may also like: 'We can kill you here': inside scam hubs; China escorts suspects home",
        "More from Asia: Scam hubs raid in Bokeo; Trafficking victims rescued",
        "Most read: 1. Scam hubs: how gangs moved to Palau 2. Extradition row deepens",
        "Trending: U.S. Navy frees 800 from POGO hub",
        "See also – Raid on a park in Laos",
        "[Read more: Raid on a park in Laos]",
        "Click here to read the full story.",
        "Continue reading Raid on a park →",
        "Read more »",
        "Read more.",
        "相关阅读：缅北电诈嫌疑人被押解回国；KK园区大清查",
        "延伸閱讀：KK園區內幕；詐騙犯遣返回台",
        "【関連記事】ミャンマー詐欺拠点で日本人保護",
        "관련기사: 캄보디아 범죄단지 송환 64명 도착",
        "อ่านเพิ่มเติม: กวาดล้างแก๊งคอลเซ็นเตอร์เมียวดี ส่งกลับ 600 คน",
        "ອ່ານເພີ່ມເຕີມ: ບຸກທະລາຍ",
        "អត្ថបទទាក់ទង៖ បង្ក្រាបទីតាំងឆបោកអនឡាញ; និរទេសជនជាតិចិន",
        "អត្ថបទ\u200bទាក់ទង៖ បង្ក្រាប\u200bទីតាំង",
        "ဆက်စပ်သတင်း - KK Park ကျားဖြန့်စခန်း ဝင်စီး",
        "ဆက်စပ်သတင်း- KK Park ကျားဖြန့်စခန်း ဝင်စီး",
        "Đọc thêm: Giải cứu nạn nhân lừa đảo ở Campuchia; Trao trả 123 công dân",
        "XEM THÊM: Giải cứu nạn nhân lừa đảo",
        "Doc them: Giải cứu nạn nhân lừa đảo",
        "Baca juga: 84 WNI korban scam Myanmar dipulangkan",
        "Basahin din: Scam hub sa Myanmar, 176 Pinoy nakauwi",
        "यह भी पढ़ें: म्यांमार स्कैम सेंटर से भारतीयों की वापसी",
        "আরও পড়ুন: মিয়ানমারে অভিযান",
        "اقرأ أيضاً: مداهمة مجمع احتيال",
        "اقرأ كذلك: زلزال قوي يضرب الساحل",
        "Podría interesarte: Arde el monte en la sierra",
        "Quizás te interese: Arde el monte en la sierra",
        "Poderá também gostar: Fogo na serra corta a estrada",
        "Passend dazu: Lieferengpass bei Fiebersaft",
        "Empfohlener Artikel: Lieferengpass bei Fiebersaft",
        "Lire notre article : Un sirop est retiré des rayons",
        "次に読みたい：沖で強い地震",
        "Ayrıca oku: Açıkta güçlü deprem",
        "Önerilen haber: Açıkta güçlü deprem",
        "اقرا ايضا: مداهمة مجمع احتيال",
        "یہ بھی پڑھیں: میانمار میں چھاپہ",
        "Читайте также: Рейд в парке",
        "Bunlar da ilginizi çekebilir: Baskın",
        "BUNLAR DA İLGİNİZİ ÇEKEBİLİR: Baskın",
        "Lesen Sie auch: Razzia im Park",
        "À lire aussi : Descente dans un parc",
        "A lire aussi: Descente dans un parc",
        "Lea también: Redada en un parque",
        "Leia também: Operação em um parque",
        "Soma pia: Uvamizi",
        "තව කියවන්න: ලාඕසයේ වංචා මධ්‍යස්ථානයක් වටලයි",
        "இதையும் படிங்க: லாவோஸில் மோசடி மையம் சோதனை",
        "Сондай-ақ оқыңыз: Лаостағы рейд",
        "ተያያዥ ዜና: በላኦስ የማጭበርበሪያ ማዕከል ተወረረ",
        "በተጨማሪ ያንብቡ፦ በላኦስ የማጭበርበሪያ ማዕከል ተወረረ",
        "ተያያዥ ዜና፡- በላኦስ የማጭበርበሪያ ማዕከል ተወረረ",
        "ተዛማጅ ዜና፡ በላኦስ የማጭበርበሪያ ማዕከል ተወረረ",
        "ተጨማሪ ያንብቡ፥ በላኦስ የማጭበርበሪያ ማዕከል ተወረረ",
        "Daha fazla oku: Baskın",
        "आगे पढ़ें: लाओस में छापा",
        "पढ़ें: लाओस में छापा",
        "ຂ່າວກ່ຽວຂ້ອງ: ບຸກທະລາຍ",
        "연관기사: 캄보디아 범죄단지 송환 64명 도착",
        "熱搜：詐騙犯遣返回台",
        "Saksikan juga: 84 WNI korban scam Myanmar dipulangkan",
        "함께 읽어보세요: 캄보디아 범죄단지 송환 64명 도착",
        "Leggi anche: Blitz in un parco del Laos",
        "Lees ook: Inval in een park in Laos",
        "Czytaj także: Nalot na park w Laosie",
        "Читайте також: Рейд у парку",
        "Čtěte také: Razie v parku v Laosu",
        "Prečítajte si aj: Razia v parku v Laose",
        "Läs också: Razzia i en park i Laos",
        "Læs også: Razzia i en park i Laos",
        "Les også: Razzia i en park i Laos",
        "Lue myös: Ratsia puistossa Laosissa",
        "Olvassa el ezt is: Razzia egy laoszi parkban",
        "Citește și: Razie într-un parc din Laos",
        "Citeşte şi: Razie într-un parc din Laos",
        "Διαβάστε επίσης: Έφοδος σε πάρκο στο Λάος",
        "Прочетете още: Акция в парк в Лаос",
        "Pročitajte još: Racija u parku u Laosu",
        "Прочитајте још: Рација у парку у Лаосу",
        "بیشتر بخوانید: یورش به پارکی در لائوس",
        "קראו גם: פשיטה על פארק בלאוס",
    ],
)
def test_a_label_goes_with_the_headlines_behind_it(lead_in: str) -> None:
    squeezed = lead_in.translate({0x200B: None, 0x200D: None})
    assert dropped(f"<p>{squeezed}</p>") == [(squeezed, "related link")]
    assert dropped(f"{NEWS} {squeezed}") == [(squeezed, "related link")]
    assert dropped(f"<p>{NEWS}</p><p>{squeezed}</p><p>{NEWS}</p>") == [(squeezed, "related link")]


@pytest.mark.parametrize(
    "news",
    [
        "Read more than 20 books a year, the minister told students.",
        "Related charges were filed against two officers on Monday.",
        "See also the report by the United Nations on the raids.",
        "More than 200 rescued: police",
        "Thomas More: a life in letters",
        "He and a co-Related: no such word.",
        "Most read the order and left.",
        "Latest news: police raid scam hub",
        "Share prices fell. Facebook to copy TikTok. Follow the money, said the judge.",
        "Advertisement rules were tightened.",
        "Copyright law on scam content passes.",
        "Continue reading the law, he told them.",
        "Also read by the queen was a poem.",
        "The post was sent to KK Park on Monday.",
        "Sign up fees were taken from the captives.",
        "Home > work",
        "ข่าวที่เกี่ยวข้องกับแก๊งคอลเซ็นเตอร์ถูกลบ",
        "未经授权的电诈园区被拆除。",
        "저작권 침해 조직이 송환됐다.",
        "اشترك في الهجوم على المجمع مئة شرطي.",
        "Son dakika: Polis dolandırıcılık merkezini bastı",
        "Recomendamos: não pague o resgate, diz a polícia",
        "Em destaque: polícia resgata 30 pessoas",
        "قد يهمك كذلك أن تعرف أن الشرطة أنقذت ثلاثين شخصا",
        "Categories of captives were told apart by the army.",
        "मंत्री ने छात्रों से कहा कि किताबें पढ़ें और आगे बढ़ें",
        "ထိုင်း-မြန်မာ နယ်စပ်မှာ ဝင်စီး",
        "<p><a href=x>More than 200 were freed from the park</a></p>",
        "<p>He said: <a href=x>related charges</a> were filed.</p>",
        "<p>Related <a href=x>charges</a> were filed.</p>",
        "<p>More <a href=x>than 200 were freed</a></p>",
        "<p>Les <a href=x>autorités</a> ont libéré trente personnes.</p>",
        "Doporučujeme: neplaťte výkupné, vzkazuje policie",
        "Guarda anche al futuro il ministro",
        "קראו גם לראש הממשלה לפעול נגד מתחמי ההונאה",
    ],
)
def test_news_that_begins_like_a_label_stays(news: str) -> None:
    assert dropped(news) == []


@pytest.mark.parametrize(
    "lead_in",
    [
        "Read more Scam hubs raided in Myawaddy",
        "See also KK Park: who runs it?",
        "Related stories 'We were sold': a life in the towers | The Outlet",
        "相关阅读缅北电诈嫌疑人被押解回国",
        "延伸閱讀 KK園區內幕",
        "อ่านเพิ่มเติมกวาดล้างแก๊งคอลเซ็นเตอร์เมียวดี ส่งกลับ 600 คน",
        "Baca juga 84 WNI korban scam Myanmar dipulangkan",
        "Xem thêm Giải cứu nạn nhân lừa đảo ở Campuchia",
        "Leia mais Operação em um parque",
        "Siehe auch Razzia im Park",
        "Читать далее Рейд в парке",
        "مزید پڑھیں میانمار میں چھاپہ",
    ],
)
def test_a_label_without_a_sign_goes_with_the_headline_that_fills_its_paragraph(lead_in: str) -> None:
    assert dropped(f"<p>{NEWS}</p><p>{lead_in}</p>") == [(lead_in, "related link")]
    assert dropped(f"<p>{NEWS}</p><p>» {lead_in}</p><p>{NEWS} {NEWS}</p>") == [(f"» {lead_in}", "related link")]


@pytest.mark.parametrize(
    "news",
    [
        "Read more Chinese books, the minister told students of the academy.",
        "Read more Chinese than English is what the students of the academy […]",
        "Read more Chinese. That is what the minister told the students of the academy",
        "Read more than 20 books a year, minister tells students",
        "In case you missed it, Cambodia freed three hundred",
        "See also the report by the United Nations",
        "Read more " + "Chinese " * 30,
        "Zum Thema Betrug sagte der Minister",
        "ข่าวที่เกี่ยวข้องกับแก๊งคอลเซ็นเตอร์ถูกลบ",
        "相关阅读量上升。警方称电诈园区被拆除",
        "相关报道称电诈园区被拆除",
    ],
)
def test_news_that_begins_like_such_a_label_stays(news: str) -> None:
    assert dropped(f"<p>{NEWS}</p><p>{news}</p><p>{NEWS} {NEWS}</p>") == []


def test_a_label_and_a_headline_that_are_all_of_a_text_stay() -> None:
    assert dropped("Read more Chinese books, minister tells students") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("អានបន្ថែម៖ បង្ក្រាបទីតាំង។", "កងទ័ពបានដោះលែងមនុស្សបីរយនាក់។"),
        ("یہ بھی پڑھیں: میانمار میں چھاپہ۔", "فوج نے تین سو افراد کو رہا کر دیا۔"),
        ("በተጨማሪ ያንብቡ፦ በላኦስ የማጭበርበሪያ ማዕከል ተወረረ።", "ሠራዊቱ ሦስት መቶ ሰዎችን ለቀቀ።"),
    ],
)
def test_a_headline_ends_at_the_full_stop_of_its_script(before: str, after: str) -> None:
    assert dropped(f"<p>{before} {after}</p>") == [(before, "related link")]


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        (f"Related: Best noodles in Chengdu. {NEWS}", "Related: Best noodles in Chengdu."),
        (f"延伸閱讀：KK園區內幕。{NEWS}", "延伸閱讀：KK園區內幕。"),
        (f"<p>Also read: <a href=x>Raid. On a park</a> {NEWS}</p>", "Also read: Raid. On a park"),
        (f"<p>Related <a href=x>Raid in Laos</a>, <a href=x>Another</a></p>{NEWS}", "Related Raid in Laos, Another"),
        (f"He was held (see also: Related case in Laos) for a day. {NEWS}", "(see also: Related case in Laos)"),
        (f"<p>{NEWS} <a href=x>Read more about the raid</a></p>", "Read more about the raid"),
        ("The text is cut here Read More", "Read More"),
        (f"The park stands in ward 5. Click here to read on. {NEWS}", "Click here to read on."),
        (f"<p>Who runs it? Read more: Who runs KK Park? Inside the raids</p><p>{NEWS}</p>",
         "Read more: Who runs KK Park? Inside the raids"),
    ],
    ids=["sentence", "unspaced sentence", "link", "links", "bracket", "around", "end of line", "digit", "questions"],
)  # fmt: skip
def test_a_label_takes_no_more_than_is_its_own(html: str, gone: str) -> None:
    assert dropped(html) == [(gone, "related link")]


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        (f"<p>{NEWS}</p><h3>Related</h3><ul><li>Raid in Laos</li><li>Suspects home</li></ul><p>{NEWS}</p>",
         ["Related", "Raid in Laos", "Suspects home"]),
        (f"Read more:\nRaid in Laos\nSuspects home\n{NEWS}", ["Read more:", "Raid in Laos", "Suspects home"]),
        (f"{NEWS}\n\nRELATED STORIES\n\nRaid in Laos\n\nSuspects home",
         ["RELATED STORIES", "Raid in Laos", "Suspects home"]),
        (f"相关新闻\n1. 电诈嫌疑人\n2. 遣返\n{NEWS}", ["相关新闻", "1. 电诈嫌疑人", "2. 遣返"]),
        (f"<p>Read more</p><p>The raid</p><p>{NEWS}</p>", ["Read more"]),
        (f"<p>{NEWS}</p><p>Read more</p><p>Scam hubs raided in Myawaddy</p><p>{NEWS} {NEWS}</p>",
         ["Read more", "Scam hubs raided in Myawaddy"]),
        ("<p>军队周一放走了三百人。</p><p>延伸阅读</p><p>缅北电诈嫌疑人被押解回国</p><p>他们将出庭。</p>",
         ["延伸阅读", "缅北电诈嫌疑人被押解回国"]),
        (f"<p>{NEWS}</p><p>Read more</p><p>What comes next</p><p>{NEWS} {NEWS}</p>", ["Read more"]),
        (f"<p>{NEWS}</p><p><a href=x>Read more</a></p><p>How the men were sold to the park</p><p>{NEWS} {NEWS}</p>",
         ["Read more"]),
        (f"<p>{NEWS}</p><p>Read more</p><p>They were sold. None came back</p><p>{NEWS} {NEWS}</p>", ["Read more"]),
        (f"<p>{NEWS}</p><p>Read more</p><p>of how the men were sold to the park</p><p>{NEWS} {NEWS}</p>",
         ["Read more"]),
        (f"<p>Who was sold</p><p>Read more</p><p>Scam hubs raided in Myawaddy</p><p>{NEWS}</p>", ["Read more"]),
        (f"<p>Trending now</p><p><a href=x>Raid in Laos</a></p><p>{NEWS}</p>", ["Trending now", "Raid in Laos"]),
    ],
    ids=[
        "list", "colon", "end of the page", "numbers", "a button", "between paragraphs", "between Chinese ones",
        "a short heading", "a button that is a link", "two sentences", "the rest of one", "no news before", "link",
    ],
)  # fmt: skip
def test_a_label_on_its_own_line_goes_with_the_headlines_below_it(html: str, gone: list[str]) -> None:
    assert [what for what, _ in dropped(html)] == gone


THAI = "สภาเมืองประชุมเมื่อวันจันทร์เพื่อหารือเรื่องแผนน้ำประปาสำหรับปีหน้า สมาชิกลงมติให้งบซ่อมสะพานสามแห่ง"
LAO = "ສະພາເມືອງໄດ້ປະຊຸມໃນວັນຈັນເພື່ອປຶກສາຫາລືກ່ຽວກັບແຜນນໍ້າປະປາ ສະມາຊິກລົງຄະແນນສຽງໃຫ້ທຶນສ້ອມແປງຂົວສາມແຫ່ງ"


@pytest.mark.parametrize(
    ("news", "label", "headline"),
    [
        (THAI, "ข่าวที่เกี่ยวข้อง", "บุกจับแก๊งคอลเซ็นเตอร์ปอยเปต"),
        (THAI, "อ่านเพิ่มเติม", "บุกจับแก๊งคอลเซ็นเตอร์ปอยเปต ส่งกลับ 600 คน"),
        (LAO, "ຂ່າວທີ່ກ່ຽວຂ້ອງ", "ບຸກທະລາຍແກ໊ງຄອລເຊັນເຕີ"),
        (NEWS, "Related news", "Scam hub raided in Poipet"),
    ],
)
def test_a_label_goes_with_the_headline_at_the_end_in_scripts_without_full_stops_too(
    news: str, label: str, headline: str
) -> None:
    paragraph, end = f"<p>{news}</p>", f"<p>{label}</p><p>{headline}</p>"
    assert [what for what, _ in dropped(paragraph + end)] == [label, headline]
    assert [what for what, _ in dropped(f"{paragraph}{end}<p>{headline} 2</p>")] == [label, headline, f"{headline} 2"]
    assert [what for what, _ in dropped(f"{paragraph}<p>{label}</p><p>More. {news}</p>")] == [label]


@pytest.mark.parametrize("paragraphs", [1, 4])
def test_paragraphs_without_full_stops_below_a_label_stay(paragraphs: int) -> None:
    html = f"<p>{THAI}</p><p>อ่านเพิ่มเติม</p>" + "".join(f"<p>{THAI[number:]}</p>" for number in range(paragraphs))
    assert [what for what, _ in dropped(html)] == ["อ่านเพิ่มเติม"]
    short = "".join(f"<p>{THAI[number : number + 30]}</p>" for number in range(4))
    assert [what for what, _ in dropped(f"<p>{THAI}</p><p>อ่านเพิ่มเติม</p>{short}")] == ["อ่านเพิ่มเติม"]


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("She was held. Advertisement Her parents paid. Ads Related: Noodles",
         [("Advertisement", "advertisement"), ("Ads", "advertisement"), ("Related: Noodles", "related link")]),
        (f"<p>{NEWS}</p><p>ADVERTISEMENT</p><p>{NEWS}</p>", [("ADVERTISEMENT", "advertisement")]),
        (f"{NEWS}\n广告\n{NEWS}", [("广告", "advertisement")]),
        (f"{NEWS}\nදැන්වීම්\n{NEWS}", [("දැන්වීම්", "advertisement")]),
        (f"{NEWS} Share on Facebook. {NEWS}", [("Share on Facebook.", "share")]),
        (f"{NEWS}\nFacebook Twitter WhatsApp\n{NEWS}", [("Facebook Twitter WhatsApp", "share")]),
        (f"{NEWS}\nShare this: | Twitter | E-Mail\n", [("Share this: | Twitter | E-Mail", "share")]),
        (f"{NEWS} Sign up for our newsletter and never miss a raid. {NEWS}",
         [("Sign up for our newsletter and never miss a raid.", "advertisement")]),
        (f"{NEWS}\nThe post Raid on a park first appeared on Border Ledger.",
         [("The post Raid on a park first appeared on Border Ledger.", "navigation")]),
        (f"{NEWS}\n© 2026 Ledger. All rights reserved.", [("© 2026 Ledger. All rights reserved.", "navigation")]),
        (f"{NEWS}\n责任编辑：张三", [("责任编辑：张三", "navigation")]),
        (f"{NEWS}\n热门标签：#缅北 #电诈 #遣返", [("热门标签：#缅北 #电诈 #遣返", "navigation")]),
        (f"{NEWS}\nKeywords: scam hub, KK Park", [("Keywords: scam hub, KK Park", "navigation")]),
        (f"{NEWS}\n태그: 송환, 캄보디아", [("태그: 송환, 캄보디아", "navigation")]),
        (f"{NEWS}\nタグ：詐欺拠点、送還", [("タグ：詐欺拠点、送還", "navigation")]),
        (f"{NEWS}\nटैग: स्कैम सेंटर, निर्वासन", [("टैग: स्कैम सेंटर, निर्वासन", "navigation")]),
        (f"{NEWS}\nKata kunci: TPPO, deportasi", [("Kata kunci: TPPO, deportasi", "navigation")]),
        (f"{NEWS} แฮชแท็ก: เคเคปาร์ค ค้ามนุษย์", [("แฮชแท็ก: เคเคปาร์ค ค้ามนุษย์", "related link")]),
        (f"Home » News » Crime and courts\n{NEWS}", [("Home » News » Crime and courts", "navigation")]),
        (f"5 min read\n{NEWS}", [("5 min read", "navigation")]),
        (f"{NEWS}\n{NEWS}\nRain.", [(NEWS, "repeated line")]),
        ("---\n---\n***", []),
    ],
)  # fmt: skip
def test_ads_buttons_and_lines_at_the_foot(html: str, gone: list[tuple[str, str]]) -> None:
    assert dropped(html) == gone


def test_every_label_that_stands_alone_is_known_in_its_line() -> None:
    """Were a wording cut into one that is empty, every line without a letter would be furniture."""
    assert "" not in labels().lines
    assert all(label.text for several in labels().heads.values() for label in several)
    assert {"延伸閱讀", "reklam", "اشتہار", "ផ្សាយពាណិជ្ជកម្ម", "ප්රතිචාර"} <= labels().lines.keys()


@pytest.mark.parametrize(
    "row",
    [
        "Noodle corner: Inside the towers of Bokeo | Ten best noodle shops",
        "Kabar lain: Tiga ejen kerja palsu didakwa | Rakyat Malaysia dibawa pulang | Resipi laksa",
        "本台热词：①妙瓦底断电 ②泰国警方突袭诈骗窝点 ③台风登陆",
    ],
)
def test_headlines_in_a_row_behind_a_label_that_nobody_knows_go(row: str) -> None:
    before = "The army let three hundred people go on Monday."
    assert dropped(f"<p>{before} {row}</p>") == [(row, "related link")]


@pytest.mark.parametrize(
    "text",
    [
        "Laos: three hundred freed from a park in Bokeo | The Outlet",
        "The army let three hundred people go on Monday. Laos: three hundred were freed from a park in Bokeo.",
        "The army let three hundred people go on Monday. Bokeo | Vientiane",
    ],
)
def test_news_with_a_colon_or_a_bar_stays(text: str) -> None:
    assert dropped(f"<p>{text}</p>") == []


@pytest.mark.parametrize(
    ("between", "gone"),
    [(" ", True), (", ", True), (" / ", True), (" and ", False), ("-" * 60, False)],
)
def test_what_stands_behind_a_label_in_a_row_of_links_goes_with_all_of_the_row(between: str, gone: bool) -> None:
    row = between.join(f"<a href=/{name}>{name} at work</a>" for name in ("Boats", "Nets", "Ropes"))
    [(shown, _)] = dropped(f"<p>{NEWS} Related: {row} were seen by {NEWS}</p>")
    assert shown.endswith("Ropes at work") == gone


TAG = "<div><a href='/t/1'>{}</a></div>".format


@pytest.mark.parametrize("tags", [("KK Park",), ("KK Park", "Scams")])
@pytest.mark.parametrize("label", ["Tags", "Filed under:"])
def test_links_below_a_label_of_tags_go_with_it_at_the_end_of_the_news(label: str, tags: tuple[str, ...]) -> None:
    below = f"<div>{label}</div>{''.join(map(TAG, tags))}"
    assert dropped(f"<p>{NEWS}</p>{below}") == [(label, "navigation"), *((tag, "navigation") for tag in tags)]


@pytest.mark.parametrize(
    "html",
    [
        f"<div>Newsletter</div>{TAG('Raid on KK Park')}{TAG('Three hundred are free')}",
        f"<p>{NEWS}</p><div>Home</div>{TAG('Raid on KK Park')}<p>The rest of it was told by nobody.</p>",
    ],
)
def test_links_below_such_a_label_stay_where_they_are_the_news_or_stand_among_it(html: str) -> None:
    assert not {text for text, _ in dropped(html)} & {"Raid on KK Park", "Three hundred are free"}


def test_of_labels_beyond_number_only_the_last_ones_are_looked_behind() -> None:
    class Counted(list[Line]):
        seen = 0

        def __getitem__(self, place: Any) -> Any:
            found = super().__getitem__(place)
            Counted.seen += len(found) if isinstance(place, slice) else 1
            return found

    page = text.page(f"<p>{NEWS}</p>{'<p>Tags</p><p>Home</p>' * 500}", kind_of)
    assert len(list(by_text(page, Counted(lines(page))))) == 1000
    assert Counted.seen < 20_000
