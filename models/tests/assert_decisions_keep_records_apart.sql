-- No two records are one customer of which a person has decided that they are different.
select
    decisions.party_key,
    decisions.other_party_key
from {{ ref('int_party_decision') }} as decisions
inner join {{ ref('customer_identity') }} as ones
    on decisions.party_key = ones.party_key
inner join {{ ref('customer_identity') }} as others
    on decisions.other_party_key = others.party_key
    and ones.customer_key = others.customer_key
where decisions.decision = 'different'
