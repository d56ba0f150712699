-- Records that a link joins are one customer, however long the chain of links is.
select
    links.party_key,
    links.other_party_key
from {{ ref('int_party_link') }} as links
left join {{ ref('customer_identity') }} as ones
    on links.party_key = ones.party_key
left join {{ ref('customer_identity') }} as others
    on links.other_party_key = others.party_key
where ones.customer_key is distinct from others.customer_key
