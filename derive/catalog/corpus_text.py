"""A small text to count words in: about water in its three forms, and about a family with and without a crown."""

ICE = """
ice is water that is cold and solid . steam is water that is hot and a gas . in winter the water of the lake is
solid ice . the kettle makes hot steam and the gas fills the room . solid ice lies on the cold lake . a cloud of
steam is a gas of water . cold ice is as solid as stone . hot steam is a gas as light as air . solid ice swims on
water . the gas above hot water is steam . ice melts and is water again . steam cools and is water again . the ship
breaks solid ice . the engine runs on steam and gas . a gas under pressure can be as cold as ice . steam cleans a
solid floor . a drink with ice is the fashion of the summer . a bath of steam is the fashion of the winter . ice is
cut into solid blocks . steam leaves as a gas from the pipe .
"""

FAMILY = """
the king is a man and he wears a crown . the queen is a woman and she wears a crown .
the king sits on the throne and he rules the land . the queen sits on the throne and she rules the land .
he is the king of the land and a man of power . she is the queen of the land and a woman of power .
the prince is a boy and he lives in the castle . the princess is a girl and she lives in the castle .
the prince is young and he will wear the crown . the princess is young and she will wear the crown .
he is the prince of the castle and a young boy . she is the princess of the castle and a young girl .
the man is strong and he works in the town . the woman is strong and she works in the town .
the boy is young and he plays in the school . the girl is young and she plays in the school .
the father is a man and he loves the child . the mother is a woman and she loves the child .
the father comes home and he cooks for the child . the mother comes home and she cooks for the child .
the son is a boy and he learns in the school . the daughter is a girl and she learns in the school .
he is the son of the father and a young boy . she is the daughter of the mother and a young girl .
the brother is a boy and he plays with the child . the sister is a girl and she plays with the child .
the uncle is a man and he visits the house . the aunt is a woman and she visits the house .
the uncle brings a gift and he stays for dinner . the aunt brings a gift and she stays for dinner .
the husband is a man and he works in the house . the wife is a woman and she works in the house .
"""

SKIPPED = frozenset("a the is and in of on for as that with who will be from into under above can has".split())
