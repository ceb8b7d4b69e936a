"""Invented articles that several tests use. People, places and events are fictional."""

ARTICLE = """\
Lido Council Votes to ‘Open the Gates’

The council wants longer hours at the old lido.

By Nela Brandt
Share this page

AT A GLANCE

• Council opens the lido on weekday evenings.
• Mayor Ruvik calls the plan “long overdue”.

TESSEN BAY (Ravel Post) - The Tessen Bay council said on Monday that the lido would open on weekday evenings from June.

“We have waited eleven years for this,” mayor Ada Ruvik told reporters outside the town hall. “Nobody should have to wait for a twelfth.”

She added that the heating, which the union had called “a museum piece”, would be replaced by autumn.

According to the pool workers’ union, two boilers failed in March. The union’s secretary, Piet Odell, said the staff were “tired of buckets”.

“We mop, we dry, we mop again.

“Then the next shift mops,” he said.

Ruvik denied that the council had ignored the warnings. Odell declined to comment on the budget, the Ravel Post reported.

The so-called “penguin shift” starts at six in the morning.

READ MORE: Who pays for the new boilers?

Sign up for our newsletter
"""
